#include "tests/emulator/front.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <csignal>
#include <fstream>

#include "tests/emulator/byte_stream.hpp"
#include "tests/emulator/http_date.hpp"
#include "tests/emulator/wire.hpp"

namespace tocsin {
namespace {

WallTime system_now() {
    return WallTime(
        std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch()));
}

HttpResponse refusal_of(const Error& error) {
    HttpResponse response;
    response.status = error.code == ErrorCode::refused ? 411 : 400;
    response.headers.add("Content-Type", "text/plain");
    response.body = error.message + "\n";
    return response;
}

}  // namespace

Front::Front(FrontSettings settings, StatuspageModel model)
    : settings_(std::move(settings)), state_{std::move(model), {}, {}, {}} {
    state_.switches.tls_mode = settings_.tls_mode;
    // OpenSSL writes with write(), which MSG_NOSIGNAL does not reach.
    std::signal(SIGPIPE, SIG_IGN);
}

Front::~Front() {
    stop_.raise();
    for (const auto& listener : {api_.get(), plain_.get(), control_.get()}) {
        if (listener) listener->end_connections();
    }
}

Result<void> Front::start() {
    TRY(const auto certificates, make_certificates());
    TRYV(write_certificates(certificates, settings_.state_dir));
    for (const auto& [mode, pair] : certificates.servers) {
        TRY(tls_contexts_[mode], make_tls_context(pair));
    }
    api_ = std::make_unique<OpenPort>(stop_, [this](int s) { serve_api(s, Port::api); });
    plain_ = std::make_unique<OpenPort>(stop_, [this](int s) { serve_api(s, Port::plain); });
    control_ = std::make_unique<OpenPort>(stop_, [this](int s) { serve_control(s); });
    TRYV(api_->start(settings_.ports.api));
    TRYV(plain_->start(settings_.ports.plain));
    TRYV(control_->start(settings_.ports.control));
    return write_ports();
}

FrontPorts Front::ports() const {
    return {api_->port(), control_->port(), plain_->port()};
}

Result<void> Front::write_ports() const {
    const FrontPorts opened = ports();
    const boost::json::object shown{
        {"api", opened.api}, {"control", opened.control}, {"plain", opened.plain}};
    const auto path = settings_.state_dir / "ports.json";
    const auto draft = settings_.state_dir / "ports.json.new";
    {
        std::ofstream file(draft, std::ios::trunc);
        file << boost::json::serialize(shown) << "\n";
        file.close();
        if (!file) return unavailable("cannot write " + draft.string());
    }
    std::error_code failure;
    std::filesystem::rename(draft, path, failure);
    if (failure) return unavailable("cannot write " + path.string() + ": " + failure.message());
    return success();
}

WallTime Front::emulated_now() {
    return state_.clock.read(system_now());
}

FrontSwitches Front::switches() {
    const std::lock_guard lock(mutex_);
    return state_.switches;
}

void Front::serve_api(int socket, Port port) {
    OpenPort& listener = port == Port::api ? *api_ : *plain_;
    ByteStream stream(socket, [&listener, socket] { listener.forget_connection(socket); });
    const FrontSwitches begun = switches();
    if (begun.reachability == Reachability::silent) {
        stop_.wait_for_peer(socket);
        return;
    }
    if (port == Port::api && !stream.accept_tls(tls_contexts_.at(begun.tls_mode).get())) return;
    RequestReader reader(stream);
    while (!stop_.is_raised() && answer_one(stream, reader)) continue;
}

bool Front::answer_one(ByteStream& stream, RequestReader& reader) {
    if (stop_.wait(switches().read_delay) == StopFlag::Woken::stopped) return false;
    const auto request = reader.read();
    if (!request) {
        if (request.error().code != ErrorCode::unavailable) {
            stream.write(format_response(refusal_of(request.error()), false,
                                         format_http_date(system_now())));
        }
        return false;
    }
    if (switches().reachability == Reachability::silent) {
        stop_.wait_for_peer(stream.socket());
        return false;
    }
    Admission admission;
    {
        const std::lock_guard lock(mutex_);
        admission = state_.model.admit(request.value(), emulated_now());
    }
    if (stop_.wait(admission.delay_before()) == StopFlag::Woken::stopped) return false;
    Verdict verdict;
    {
        const std::lock_guard lock(mutex_);
        verdict = state_.model.apply(admission, emulated_now());
    }
    if (stop_.wait(verdict.delay_after) == StopFlag::Woken::stopped) return false;
    return send_verdict(stream, verdict, reader.keeps_alive());
}

bool Front::send_verdict(ByteStream& stream, const Verdict& verdict, bool keep_alive) {
    WallTime now;
    {
        const std::lock_guard lock(mutex_);
        now = emulated_now();
    }
    const std::string answer = format_response(verdict.response, keep_alive, format_http_date(now));
    const std::string_view cut =
        std::string_view(answer).substr(0, answer.size() - verdict.response.body.size() / 2 - 1);
    switch (verdict.fault) {
        case Fault::none:
            if (!send_slowly(stream, answer, verdict.delay_between_bytes)) return false;
            if (!keep_alive) stream.end();
            return keep_alive;
        case Fault::drop_before_apply:
        case Fault::drop_after_apply:
            stream.reset();
            return false;
        case Fault::reset_mid_body:
            send_slowly(stream, cut, verdict.delay_between_bytes);
            stream.reset();
            return false;
        case Fault::truncate_body:
            send_slowly(stream, cut, verdict.delay_between_bytes);
            stream.end_without_notice();
            return false;
        case Fault::never_answer:
            stop_.wait_for_peer(stream.socket());
            return false;
    }
    return false;
}

bool Front::send_slowly(ByteStream& stream, std::string_view bytes, Duration between) {
    if (between == Duration(0)) return stream.write(bytes);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (!stream.write(bytes.substr(i, 1))) return false;
        if (stop_.wait(between) == StopFlag::Woken::stopped) return false;
    }
    return true;
}

void Front::serve_control(int socket) {
    ByteStream stream(socket, [this, socket] { control_->forget_connection(socket); });
    RequestReader reader(stream);
    while (!stop_.is_raised()) {
        const auto request = reader.read();
        if (!request) return;
        HttpResponse response;
        FrontSwitches before;
        FrontSwitches after;
        {
            const std::lock_guard lock(mutex_);
            before = state_.switches;
            response = answer_control(state_, request.value(), system_now());
            after = state_.switches;
        }
        follow_switches(before, after);
        const bool keep_alive = reader.keeps_alive();
        const std::string date = format_http_date(system_now());
        if (!stream.write(format_response(response, keep_alive, date)) || !keep_alive) return;
    }
}

void Front::follow_switches(const FrontSwitches& before, const FrontSwitches& after) {
    if (before.reachability == after.reachability) return;
    for (OpenPort* listener : {api_.get(), plain_.get()}) {
        // Those that were held in silence will never be answered.
        if (before.reachability == Reachability::silent) listener->end_connections();
        listener->set_open(after.reachability != Reachability::refusing);
    }
}

}  // namespace tocsin
