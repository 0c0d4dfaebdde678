#include "telemetry/self_families.hpp"

#include <prometheus/metric_family.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace tocsin {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

std::optional<std::string> read_whole(const char* path) {
    std::ifstream file(path);
    if (!file) return std::nullopt;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// "btime SECONDS" of /proc/stat: when the machine was started.
std::optional<double> read_boot_time() {
    std::ifstream file("/proc/stat");
    std::string line;
    while (std::getline(file, line)) {
        std::istringstream words(line);
        std::string name;
        double seconds = 0;
        if (words >> name >> seconds && name == "btime") return seconds;
    }
    return std::nullopt;
}

std::optional<double> count_open_fds() {
    std::error_code failure;
    std::filesystem::directory_iterator entries("/proc/self/fd", failure);
    if (failure) return std::nullopt;
    int count = 0;
    for (const auto end = std::filesystem::end(entries); entries != end && !failure;
         entries.increment(failure)) {
        ++count;
    }
    return std::max(count - 1, 0);  // Less the one that the iterator holds.
}

// Fields of /proc/self/stat by the numbers of proc(5); those after the name, which may hold
// anything, begin with 3.
class StatFields {
public:
    explicit StatFields(const std::string& stat) {
        const std::size_t name_end = stat.rfind(')');
        if (name_end == std::string::npos) return;
        std::istringstream words(stat.substr(name_end + 1));
        for (std::string& value : values_) words >> value;
    }

    double number(std::size_t field) const {
        const std::string& text = values_.at(field - first);
        return text.empty() ? 0 : std::stod(text);
    }

private:
    static constexpr std::size_t first = 3;
    std::array<std::string, 24 - first + 1> values_;
};

MetricFamily single(std::string name, std::string help, MetricType type, double value) {
    prometheus::ClientMetric metric;
    metric.counter.value = value;
    metric.gauge.value = value;
    return {std::move(name), std::move(help), type, {std::move(metric)}};
}

MetricFamily gauge(std::string name, std::string help, double value) {
    return single(std::move(name), std::move(help), MetricType::Gauge, value);
}

}  // namespace

std::vector<MetricFamily> self_families() {
    const auto stat = read_whole("/proc/self/stat");
    const auto boot_time = read_boot_time();
    const auto open_fds = count_open_fds();
    if (!stat || !boot_time || !open_fds) return {};
    const StatFields fields(*stat);
    const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    const auto page_bytes = static_cast<double>(sysconf(_SC_PAGESIZE));
    std::vector<MetricFamily> families{
        single("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.",
               MetricType::Counter, (fields.number(14) + fields.number(15)) / ticks),
        gauge("process_open_fds", "Number of open file descriptors.", *open_fds),
        gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", fields.number(23)),
        gauge("process_resident_memory_bytes", "Resident memory size in bytes.",
              fields.number(24) * page_bytes),
        gauge("process_start_time_seconds",
              "Start time of the process since unix epoch in seconds.",
              *boot_time + fields.number(22) / ticks),
    };
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
        families.push_back(gauge("process_max_fds", "Maximum number of open file descriptors.",
                                 static_cast<double>(limit.rlim_cur)));
    }
    return families;
}

}  // namespace tocsin
