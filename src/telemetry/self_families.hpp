// self_families: what the kernel says of this process, as the metrics process_*.
//
// Names and meaning are those of Prometheus' own clients.  Read from /proc/self at each scrape,
// so nothing is kept and nothing grows old.
#pragma once

#include <vector>

namespace prometheus {
struct MetricFamily;
}

namespace tocsin {

// Empty where /proc is not to be read.
std::vector<prometheus::MetricFamily> self_families();

}  // namespace tocsin
