// openmetrics: metric families as OpenMetrics 1.0 text, which prometheus-cpp does not write.
//
// https://github.com/OpenObservability/OpenMetrics/blob/main/specification/OpenMetrics.md
// Beside the older format: a counter's family loses the "_total" that its samples keep, bounds
// are canonical numbers ("1.0"), and the text ends in "# EOF", so that a cut one is noticed.
// No units, timestamps or exemplars: nothing of ours has any.
#pragma once

#include <string>
#include <vector>

namespace prometheus {
struct MetricFamily;
}

namespace tocsin {

// Families and series in the order given.  Requires: counters, gauges and histograms only.
std::string to_openmetrics(const std::vector<prometheus::MetricFamily>& families);

}  // namespace tocsin
