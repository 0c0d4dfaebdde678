// self_families: the figures are those of this very process.
#include "telemetry/self_families.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <prometheus/metric_family.h>
#include <unistd.h>

#include <chrono>
#include <string_view>

namespace tocsin {
namespace {

double value_of(std::string_view name) {
    for (const auto& family : self_families()) {
        if (family.name == name) return family.metric.at(0).gauge.value;
    }
    ADD_FAILURE() << "no " << name;
    return 0;
}

TEST(ProcessFamilies, CountsOpenFiles) {
    const double before = value_of("process_open_fds");
    const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    ASSERT_GE(fd, 0);
    EXPECT_EQ(value_of("process_open_fds"), before + 1);
    close(fd);
    EXPECT_EQ(value_of("process_open_fds"), before);
}

TEST(ProcessFamilies, KnowsWhenTheProcessBegan) {
    const double now =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    EXPECT_LE(value_of("process_start_time_seconds"), now + 2);
    EXPECT_GT(value_of("process_start_time_seconds"), now - 3600);
}

TEST(ProcessFamilies, SeesTimeAndMemoryBeingUsed) {
    const double before = value_of("process_cpu_seconds_total");
    volatile unsigned work = 0;
    while (value_of("process_cpu_seconds_total") == before) {
        for (int i = 0; i < 1'000'000; ++i) work = work + 1;
    }
    EXPECT_GT(value_of("process_resident_memory_bytes"), 1e5);
    EXPECT_GE(value_of("process_virtual_memory_bytes"), value_of("process_resident_memory_bytes"));
}

}  // namespace
}  // namespace tocsin
