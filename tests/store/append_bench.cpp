// append_bench: appends a second through a SqliteStore, at a fixed number outstanding.
//
//     append_bench FOLDER [BODY_BYTES] [SECONDS]
//
// Prints one line for each number of appends that wait at once: rate, latency, and the processor
// time of the writer's thread and of the whole process for each append.  Not a test; FOLDER must
// be on the disk that is meant.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <string_view>
#include <vector>

#include "store/sqlite_store.hpp"
#include "tests/store/test_loop.hpp"

namespace tocsin {
namespace {

using std::chrono::steady_clock;

double seconds_of(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double micros(steady_clock::duration duration) {
    return std::chrono::duration<double, std::micro>(duration).count();
}

struct Load {
    SqliteStore& store;
    Webhook webhook;
    steady_clock::time_point end;
    std::vector<double> latencies;  // Microseconds.
    std::size_t outstanding = 0;

    void append_one() {
        if (steady_clock::now() >= end) return;
        ++outstanding;
        store.append(webhook, [this, begun = steady_clock::now()](Result<Sequence> done) {
            --outstanding;
            if (!done) fmt::print("failed: {}\n", done.error().message);
            latencies.push_back(micros(steady_clock::now() - begun));
            append_one();
        });
    }
};

void measure(const std::filesystem::path& folder, std::size_t body_bytes, int seconds,
             std::size_t outstanding) {
    std::filesystem::remove_all(folder / "append_bench");
    std::filesystem::create_directories(folder / "append_bench");
    TestLoop loop;
    Metrics metrics("bench", "bench");
    Log log(LogLevel::warn, LogFormat::logfmt);
    std::size_t batches = 0;
    SqliteStoreOptions options;
    options.path = folder / "append_bench" / "tocsin.db";
    options.post = [&](std::function<void()> callback) {
        ++batches;
        loop.post(std::move(callback));
    };
    options.failed = [](std::string why) { fmt::print("failed: {}\n", why); };
    const auto store = SqliteStore::open(options, metrics, log).value();

    const Webhook webhook{
        WebhookId("01JB00000000000000000000AA"),
        SourceName("alertmanager"),
        from_micros(1'790'000'000'000'000),
        {"application/json", "/webhooks/alertmanager", std::string(body_bytes, 'b')}};
    Load load{*store, webhook, steady_clock::now() + std::chrono::seconds(seconds), {}, 0};
    const auto begun = steady_clock::now();
    const double process_before = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    const double loop_before = seconds_of(CLOCK_THREAD_CPUTIME_ID);
    for (std::size_t i = 0; i < outstanding; ++i) load.append_one();
    (void)loop.run_until([&load] { return load.outstanding == 0; });
    const double took = micros(steady_clock::now() - begun) / 1e6;
    const double process = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - process_before;
    const double own = seconds_of(CLOCK_THREAD_CPUTIME_ID) - loop_before;

    std::sort(load.latencies.begin(), load.latencies.end());
    const auto count = static_cast<double>(load.latencies.size());
    const auto at = [&load](std::size_t percent) {
        return load.latencies[(load.latencies.size() - 1) * percent / 100];
    };
    fmt::print(
        "outstanding {:4}: {:8.0f} appends/s, p50 {:7.0f} us, p99 {:7.0f} us, batch {:5.1f}, "
        "CPU us/append: writer {:.1f}, loop {:.1f}\n",
        outstanding, count / took, at(50), at(99), count / static_cast<double>(batches),
        (process - own) / count * 1e6, own / count * 1e6);
}

}  // namespace
}  // namespace tocsin

int main(int argc, char** argv) {
    if (argc < 2) {
        fmt::print("append_bench FOLDER [BODY_BYTES] [SECONDS]\n");
        return 2;
    }
    std::size_t body_bytes = 2447;
    int seconds = 3;
    const auto read = [](std::string_view text, auto& number) {
        std::from_chars(text.data(), text.data() + text.size(), number);
    };
    if (argc > 2) read(argv[2], body_bytes);
    if (argc > 3) read(argv[3], seconds);
    for (const std::size_t outstanding : {1U, 16U, 64U, 256U}) {
        tocsin::measure(argv[1], body_bytes, seconds, outstanding);
    }
    return 0;
}
