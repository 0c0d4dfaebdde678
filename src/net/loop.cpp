#include "net/loop.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "base/assert.hpp"
#include "net/loop_context.hpp"

namespace tocsin {

struct Loop::Core {
    std::function<void(std::string_view)> log;
    boost::asio::io_context context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
        context.get_executor()};
    std::optional<boost::asio::signal_set> signals;
    std::function<void(int)> on_signal;

    void await_signal();
};

// Shared between the Timer and the wait: the wait may already be queued when the Timer goes.
struct Timer::State {
    explicit State(boost::asio::io_context& context) : timer(context) {}

    boost::asio::steady_timer timer;
    std::function<void()> callback;  // Empty once it ran or was cancelled.
};

Timer::Timer(std::shared_ptr<State> state) : state_(std::move(state)) {}

Timer& Timer::operator=(Timer&& other) noexcept {
    if (this != &other) {
        cancel();
        state_ = std::move(other.state_);
    }
    return *this;
}

Timer::~Timer() {
    cancel();
}

void Timer::cancel() {
    if (!state_) return;
    state_->callback = nullptr;
    state_->timer.cancel();
    state_.reset();
}

bool Timer::waiting() const {
    return state_ && state_->callback;
}

Loop::Loop(std::function<void(std::string_view)> log) : core_(std::make_unique<Core>()) {
    core_->log = std::move(log);
}

Loop::~Loop() = default;

void Loop::run() {
    while (!core_->context.stopped()) {
        try {
            core_->context.run();
        } catch (const std::exception& escaped) {
            if (core_->log) core_->log(std::string("exception in the loop: ") + escaped.what());
        } catch (...) {
            if (core_->log) core_->log("exception of an unknown kind in the loop");
        }
    }
}

void Loop::stop() {
    core_->context.stop();
}

void Loop::post(std::function<void()> callback) {
    boost::asio::post(core_->context, std::move(callback));
}

Timer Loop::after(Duration delay, std::function<void()> callback) {
    auto state = std::make_shared<Timer::State>(core_->context);
    state->callback = std::move(callback);
    state->timer.expires_after(delay);
    state->timer.async_wait([state](boost::system::error_code) {
        // A cancelled timer has no callback left; taking it first lets it start a new timer.
        const auto due = std::exchange(state->callback, nullptr);
        if (due) due();
    });
    return Timer(std::move(state));
}

void Loop::Core::await_signal() {
    signals->async_wait([this](boost::system::error_code error, int number) {
        if (error) return;
        await_signal();
        on_signal(number);
    });
}

void Loop::watch_signals(std::function<void(int)> on_signal) {
    TOCSIN_ASSERT(!core_->signals);
    core_->on_signal = std::move(on_signal);
    core_->signals.emplace(core_->context, SIGHUP, SIGTERM, SIGINT);
    core_->await_signal();
}

boost::asio::io_context& context_of(Loop& loop) {
    return loop.core().context;
}

}  // namespace tocsin
