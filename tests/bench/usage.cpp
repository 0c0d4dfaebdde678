#include "tests/bench/usage.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <sstream>

namespace tocsin {
namespace {

double ticks_per_second() {
    return static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::string read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

// The number behind "NAME:" in a file of such lines.
double field(const std::string& text, const std::string& name) {
    const std::size_t at = text.find("\n" + name + ":");
    if (at == std::string::npos) return 0;
    std::istringstream rest(text.substr(at + name.size() + 2, 64));
    double value = 0;
    rest >> value;
    return value;
}

}  // namespace

Usage usage_of(int pid) {
    Usage usage;
    const std::string folder = "/proc/" + std::to_string(pid);
    const std::string stat = read(folder + "/stat");
    const std::size_t name_end = stat.rfind(')');
    if (name_end == std::string::npos) return usage;
    // Behind the name: state and ten numbers, then user and system time (proc(5)).
    std::istringstream rest(stat.substr(name_end + 1));
    std::string skipped;
    for (int i = 0; i < 11; ++i) rest >> skipped;
    double user = 0, system = 0;
    rest >> user >> system;
    usage.cpu_seconds = (user + system) / ticks_per_second();
    const std::string status = read(folder + "/status");
    usage.rss_kib = field(status, "VmRSS");
    usage.rss_kib_max = field(status, "VmHWM");
    usage.written_bytes = field(read(folder + "/io"), "write_bytes");
    return usage;
}

double machine_cpu_seconds() {
    std::istringstream line(read("/proc/stat"));
    std::string name;
    double user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, softirq = 0, steal = 0;
    line >> name >> user >> nice >> system >> idle >> waiting >> irq >> softirq >> steal;
    return (user + nice + system + irq + softirq + steal) / ticks_per_second();
}

double own_cpu_seconds() {
    rusage own{};
    getrusage(RUSAGE_SELF, &own);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return seconds(own.ru_utime) + seconds(own.ru_stime);
}

}  // namespace tocsin
