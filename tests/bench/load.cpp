// bench_load: webhooks over N kept connections, and what came of them, as one JSON line.
//
//   bench_load --port=P --path=/webhooks/am --connections=16 --seconds=2 --alerts=10 --pid=PID
//
// A closed loop: each connection sends the next request when the last one is answered.  With
// --rate it is an open one, and latency counts from when a request should have been sent, so that
// a server that stands still cannot hide it (coordinated omission).  --requests ends it after that
// many instead of after --seconds.  Only loopback is ever spoken to.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/load_connection.hpp"
#include "tests/bench/payload.hpp"
#include "tests/bench/usage.hpp"

namespace tocsin {
namespace {

struct Options {
    std::uint16_t port = 0;
    std::string path = "/";
    std::vector<std::string> headers;
    std::size_t connections = 16;
    double seconds = 2, warm_seconds = 0.5, rate = 0;
    std::uint64_t requests = 0;  // 0: as many as fit in `seconds`.
    std::size_t alerts = 10, services = 1;
    std::vector<std::string> severities{"critical"};
    std::uint64_t serial = 1;  // Of the first alert: another for each run against one server.
    int pid = 0;
};

// However slow a server is: a run with --requests ends after this.
constexpr double requests_seconds_max = 300;

double seconds_now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

// The usage of everybody at one moment.
struct Moment {
    double at = 0, machine = 0, own = 0;
    Usage server;
};

Moment moment(int pid) {
    return {seconds_now(), machine_cpu_seconds(), own_cpu_seconds(), usage_of(pid)};
}

class Load {
public:
    explicit Load(const Options& options) : options_(options), serial_(options.serial) {
        // Service and severity change with the request, so each pair has a text of its own.
        for (std::size_t i = 0; i < options.services * options.severities.size(); ++i) {
            PayloadShape shape;
            shape.alerts = options.alerts;
            shape.service = fmt::format("svc-{:02}", i % options.services);
            shape.severity = options.severities[i / options.services];
            payloads_.emplace_back(shape);
        }
        server_.sin_family = AF_INET;
        server_.sin_port = htons(options.port);
        server_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        head_ = "POST " + options.path + " HTTP/1.1\r\nHost: localhost\r\n" +
                "User-Agent: Alertmanager/0.25.0\r\nContent-Type: application/json\r\n";
        for (const std::string& header : options.headers) head_ += header + "\r\n";
        epoll_ = epoll_create1(EPOLL_CLOEXEC);
    }
    ~Load() { close(epoll_); }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    // False if the server cannot be reached.
    bool run() {
        for (std::size_t i = 0; i < options_.connections; ++i) {
            connections_.push_back(std::make_unique<LoadConnection>());
            if (!connect(i)) return false;
            idle_.push_back(i);
        }
        next_at_ = seconds_now();
        // With a count every request is measured.
        const double warm_until = next_at_ + (options_.requests > 0 ? 0 : options_.warm_seconds);
        while (!over()) {
            if (!measuring_ && seconds_now() >= warm_until) {
                measuring_ = true;
                begin_ = moment(options_.pid);
            }
            fire_what_is_due();
            if (!wait_and_read()) return false;
        }
        end_ = moment(options_.pid);
        return true;
    }

    std::string report();

private:
    bool over() const {
        if (!measuring_) return false;
        const double elapsed = seconds_now() - begin_.at;
        if (options_.requests > 0)
            return acknowledged_ + refused_ + broken_ >= options_.requests ||
                   elapsed > requests_seconds_max;
        return elapsed >= options_.seconds;
    }

    bool connect(std::size_t index) {
        if (!connections_[index]->open(server_)) return false;
        watch(index, EPOLL_CTL_ADD);
        return true;
    }

    void watch(std::size_t index, int operation) {
        epoll_event event{};
        event.events = EPOLLIN;
        if (connections_[index]->unsent()) event.events |= EPOLLOUT;
        event.data.u64 = index;
        epoll_ctl(epoll_, operation, connections_[index]->socket(), &event);
    }

    void fire_what_is_due() {
        while (!idle_.empty()) {
            if (options_.requests > 0 && sent_ >= options_.requests) return;
            const double now = seconds_now();
            if (options_.rate > 0 && next_at_ > now) return;
            fire(idle_.back(), options_.rate > 0 ? next_at_ : now);
            idle_.pop_back();
            if (options_.rate > 0) next_at_ += 1 / options_.rate;
        }
    }

    void fire(std::size_t index, double planned_at) {
        // Severities change slowly: all services once, then the next severity; the last stays.
        const std::uint64_t round =
            std::min<std::uint64_t>(sent_ / options_.services, options_.severities.size() - 1);
        Payload& payload = payloads_[round * options_.services + sent_ % options_.services];
        ++sent_;
        serial_ = payload.renew(serial_);
        body_bytes_ = payload.text().size();
        const std::string head =
            fmt::format("{}Content-Length: {}\r\n\r\n", head_, payload.text().size());
        connections_[index]->begin(head, payload.text(), planned_at);
        connections_[index]->send();
        if (connections_[index]->unsent()) watch(index, EPOLL_CTL_MOD);
    }

    bool wait_and_read() {
        std::array<epoll_event, 256> events{};
        int wait_ms = 20;
        if (options_.rate > 0 && !idle_.empty())
            wait_ms = std::clamp(static_cast<int>((next_at_ - seconds_now()) * 1000), 0, 20);
        const int count =
            epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait_ms);
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            if (!serve(static_cast<std::size_t>(event.data.u64), event.events)) return false;
        }
        return true;
    }

    bool serve(std::size_t index, std::uint32_t what) {
        LoadConnection& connection = *connections_[index];
        if ((what & EPOLLOUT) != 0) {
            connection.send();
            watch(index, EPOLL_CTL_MOD);
        }
        if ((what & ~static_cast<std::uint32_t>(EPOLLOUT)) == 0) return true;
        const LoadConnection::Progress progress = connection.receive();
        if (progress == LoadConnection::Progress::waiting) return true;
        const bool is_broken = progress == LoadConnection::Progress::broken;
        if (is_broken) {
            // A closed idle connection costs nothing; one that owed an answer lost it.
            if (connection.busy() && measuring_) ++broken_;
            const bool owed = connection.busy();
            if (!connect(index)) return false;
            if (owed) idle_.push_back(index);
            return true;
        }
        if (measuring_) count(connection);
        if (connection.closing() && !connect(index)) return false;
        idle_.push_back(index);
        return true;
    }

    void count(const LoadConnection& connection) {
        if (connection.status() == 200) {
            ++acknowledged_;
            latencies_us_.push_back((seconds_now() - connection.begun_at()) * 1e6);
        } else {
            ++refused_;
        }
    }

    Options options_;
    std::vector<Payload> payloads_;
    sockaddr_in server_{};
    std::string head_;
    int epoll_ = -1;
    std::vector<std::unique_ptr<LoadConnection>> connections_;
    std::vector<std::size_t> idle_;
    std::vector<double> latencies_us_;
    double next_at_ = 0;
    std::uint64_t serial_, sent_ = 0, acknowledged_ = 0, refused_ = 0, broken_ = 0;
    std::size_t body_bytes_ = 0;
    bool measuring_ = false;
    Moment begin_, end_;
};

std::string Load::report() {
    std::sort(latencies_us_.begin(), latencies_us_.end());
    const auto quantile = [this](double q) {
        if (latencies_us_.empty()) return 0.0;
        const auto index = static_cast<std::size_t>(q * static_cast<double>(latencies_us_.size()));
        return latencies_us_[std::min(index, latencies_us_.size() - 1)];
    };
    const double elapsed = end_.at - begin_.at;
    const double requests = static_cast<double>(std::max<std::uint64_t>(acknowledged_, 1));
    const double server_cpu = end_.server.cpu_seconds - begin_.server.cpu_seconds;
    const double own_cpu = end_.own - begin_.own;
    const double other_cpu = (end_.machine - begin_.machine - server_cpu - own_cpu) / elapsed;
    const double written = end_.server.written_bytes - begin_.server.written_bytes;
    return fmt::format(
        R"({{"acks_per_second":{:.1f},"p50_us":{:.0f},"p99_us":{:.0f},"max_us":{:.0f},)"
        R"("acknowledged":{},"refused":{},"broken":{},"seconds":{:.3f},"body_bytes":{},)"
        R"("cpu_us_per_request":{:.2f},"load_cpu_us_per_request":{:.2f},"other_cpu":{:.2f},)"
        R"("rss_kib":{:.0f},"rss_kib_max":{:.0f},"written_per_body_byte":{:.3f},)"
        R"("next_serial":{}}})",
        static_cast<double>(acknowledged_) / elapsed, quantile(0.5), quantile(0.99), quantile(1),
        acknowledged_, refused_, broken_, elapsed, body_bytes_, server_cpu * 1e6 / requests,
        own_cpu * 1e6 / requests, other_cpu, end_.server.rss_kib, end_.server.rss_kib_max,
        written / requests / static_cast<double>(body_bytes_), serial_);
}

int main_of_load(int argc, char** argv) {
    Options options;
    CLI::App app("load on a webhook receiver, loopback only");
    app.add_option("--port", options.port)->required();
    app.add_option("--path", options.path);
    app.add_option("--header", options.headers, "Name: value; may be repeated");
    app.add_option("--connections", options.connections)->check(CLI::Range(1, 4096));
    app.add_option("--seconds", options.seconds)->check(CLI::Range(0.01, 600.0));
    app.add_option("--warm", options.warm_seconds)->check(CLI::Range(0.0, 60.0));
    app.add_option("--rate", options.rate, "requests a second; 0: closed loop");
    app.add_option("--requests", options.requests, "0: as many as fit");
    app.add_option("--alerts", options.alerts)->check(CLI::Range(1, 100'000));
    app.add_option("--services", options.services)->check(CLI::Range(1, 100));
    app.add_option("--severity", options.severities, "one after the other; may be repeated");
    app.add_option("--serial", options.serial);
    app.add_option("--pid", options.pid, "of the server, for CPU, memory and bytes written");
    CLI11_PARSE(app, argc, argv);
    Load load(options);
    if (!load.run()) {
        std::fprintf(stderr, "bench_load: no server on port %u\n", unsigned{options.port});
        return 1;
    }
    std::puts(load.report().c_str());
    return 0;
}

}  // namespace
}  // namespace tocsin

int main(int argc, char** argv) {
    return tocsin::main_of_load(argc, argv);
}
