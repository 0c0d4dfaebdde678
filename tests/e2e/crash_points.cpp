// The crash points of tocsin-crashing, which is tocsin but for this file.
//
// TOCSIN_CRASH_AT=NAME:N ends the process, as SIGKILL does, when it passes the point NAME for the
// N-th time.  Without it nothing happens.
#include "base/crash_point.hpp"

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <string>

namespace tocsin {
namespace {

class CrashPlan {
public:
    explicit CrashPlan(std::string_view written) {
        const std::size_t colon = written.rfind(':');
        if (colon == std::string_view::npos) return;
        name_ = written.substr(0, colon);
        const std::string_view count = written.substr(colon + 1);
        std::from_chars(count.data(), count.data() + count.size(), passes_left_);
    }

    void pass(std::string_view name) {
        const std::lock_guard lock(mutex_);
        if (name != name_ || --passes_left_ != 0) return;
        (void)std::raise(SIGKILL);
    }

private:
    std::mutex mutex_;
    std::string name_;
    int passes_left_ = 1;
};

}  // namespace

void crash_point(std::string_view name) noexcept {
    static CrashPlan plan = [] {
        const char* written = std::getenv("TOCSIN_CRASH_AT");
        return CrashPlan(written == nullptr ? "" : written);
    }();
    plan.pass(name);
}

}  // namespace tocsin
