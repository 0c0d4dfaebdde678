#include "net/resolve.hpp"

#include <netdb.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace tocsin {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;
using std::chrono::steady_clock;

constexpr auto tok = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds known_for{60};

struct Answer {
    Endpoints endpoints;
    std::string failure;
};

Answer ask_the_system(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* list = nullptr;
    const int failed = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
    if (failed != 0) return {{}, ::gai_strerror(failed)};
    Answer answer;
    for (const addrinfo* entry = list; entry; entry = entry->ai_next) {
        if (entry->ai_family != AF_INET && entry->ai_family != AF_INET6) continue;
        tcp::endpoint endpoint;
        endpoint.resize(entry->ai_addrlen);
        std::copy_n(reinterpret_cast<const char*>(entry->ai_addr), entry->ai_addrlen,
                    reinterpret_cast<char*>(endpoint.data()));
        endpoint.port(port);
        answer.endpoints.push_back(endpoint);
    }
    ::freeaddrinfo(list);
    if (answer.endpoints.empty()) answer.failure = "no address";
    return answer;
}

}  // namespace

// What the look-up's thread and the loop share.
struct Names::Job {
    std::mutex mutex;
    Names* names;  // Guarded by `mutex`; empty once abandoned.  The loop lives while it is set.

    explicit Job(Names* owner) : names(owner) {}
};

Names::Names(asio::io_context& context, std::string host, std::uint16_t port)
    : context_(context), host_(std::move(host)), port_(port) {
    boost::system::error_code not_an_address;
    const auto address = asio::ip::make_address(host_, not_an_address);
    if (!not_an_address) {
        known_.push_back(tcp::endpoint(address, port_));
        known_until_ = steady_clock::time_point::max();
    }
}

Names::~Names() {
    abandon();
}

void Names::abandon() {
    if (!job_) return;
    const std::lock_guard lock(job_->mutex);
    job_->names = nullptr;
}

void Names::forget() {
    if (known_until_ != steady_clock::time_point::max()) known_until_ = {};
}

void Names::start() {
    job_ = std::make_shared<Job>(this);
    const auto finish = [](const std::shared_ptr<Job>& job, Answer answer) {
        const std::lock_guard lock(job->mutex);
        if (!job->names) return;
        asio::post(job->names->context_, [job, answer = std::move(answer)]() mutable {
            Names* names = job->names;  // Only the loop's thread, where we are, empties it.
            if (!names) return;
            names->job_.reset();
            names->failure_ = std::move(answer.failure);
            if (!answer.endpoints.empty()) {
                names->known_ = std::move(answer.endpoints);
                names->known_until_ = steady_clock::now() + known_for;
            }
            for (asio::steady_timer* timer : names->waiting_) timer->cancel();
        });
    };
    try {
        std::thread([job = job_, host = host_, port = port_, finish] {
            finish(job, ask_the_system(host, port));
        }).detach();
    } catch (const std::system_error&) {
        finish(job_, {{}, "no thread to look it up"});
    }
}

awaitable<Result<Endpoints>> Names::look_up(steady_clock::time_point deadline) {
    if (steady_clock::now() < known_until_) co_return known_;
    if (!job_) start();
    asio::steady_timer answered(context_, deadline);
    waiting_.push_back(&answered);
    co_await answered.async_wait(tok);
    std::erase(waiting_, &answered);
    if (steady_clock::now() < known_until_) co_return known_;
    if (job_) co_return unavailable("look up " + host_ + ": timed out");
    co_return unavailable("look up " + host_ + ": " + failure_);
}

}  // namespace tocsin
