// openmetrics: the shape that the specification asks for, to the letter.
#include "telemetry/openmetrics.hpp"

#include <gtest/gtest.h>
#include <prometheus/metric_family.h>

#include <limits>

namespace tocsin {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

TEST(OpenMetrics, EndsAnEmptyTextToo) {
    EXPECT_EQ(to_openmetrics({}), "# EOF\n");
}

TEST(OpenMetrics, TakesTotalFromTheFamilyAndKeepsItOnTheSample) {
    ClientMetric metric;
    metric.label = {{"source", "am"}};
    metric.counter.value = 3;
    const MetricFamily family{"x_requests_total", "Requests.", MetricType::Counter, {metric}};
    EXPECT_EQ(to_openmetrics({family}),
              "# TYPE x_requests counter\n"
              "# HELP x_requests Requests.\n"
              "x_requests_total{source=\"am\"} 3.0\n"
              "# EOF\n");
}

TEST(OpenMetrics, WritesBoundsAsCanonicalNumbers) {
    ClientMetric metric;
    metric.label = {{"op", "write"}};
    metric.histogram.sample_count = 5;
    metric.histogram.sample_sum = 2.25;
    const double infinity = std::numeric_limits<double>::infinity();
    metric.histogram.bucket = {{1, 0.005}, {4, 1}, {5, infinity}};
    const MetricFamily family{"x_seconds", "Time.", MetricType::Histogram, {metric}};
    EXPECT_EQ(to_openmetrics({family}),
              "# TYPE x_seconds histogram\n"
              "# HELP x_seconds Time.\n"
              "x_seconds_bucket{op=\"write\",le=\"0.005\"} 1\n"
              "x_seconds_bucket{op=\"write\",le=\"1.0\"} 4\n"
              "x_seconds_bucket{op=\"write\",le=\"+Inf\"} 5\n"
              "x_seconds_count{op=\"write\"} 5\n"
              "x_seconds_sum{op=\"write\"} 2.25\n"
              "# EOF\n");
}

TEST(OpenMetrics, EscapesLabelValuesAndHelp) {
    ClientMetric metric;
    metric.label = {{"file", "a\\b\"c\nd"}};
    const MetricFamily family{"x", "Two\nlines.", MetricType::Gauge, {metric}};
    EXPECT_EQ(to_openmetrics({family}),
              "# TYPE x gauge\n"
              "# HELP x Two\\nlines.\n"
              "x{file=\"a\\\\b\\\"c\\nd\"} 0.0\n"
              "# EOF\n");
}

TEST(OpenMetrics, WritesWhatIsNoNumberInItsWords) {
    const auto text = [](double value) {
        ClientMetric metric;
        metric.gauge.value = value;
        const MetricFamily family{"x", "", MetricType::Gauge, {metric}};
        return to_openmetrics({family});
    };
    const double infinity = std::numeric_limits<double>::infinity();
    EXPECT_NE(text(infinity).find("\nx +Inf\n"), std::string::npos);
    EXPECT_NE(text(-infinity).find("\nx -Inf\n"), std::string::npos);
    EXPECT_NE(text(std::numeric_limits<double>::quiet_NaN()).find("\nx NaN\n"), std::string::npos);
    EXPECT_NE(text(1700000000.25).find("\nx 1700000000.25\n"), std::string::npos);
}

}  // namespace
}  // namespace tocsin
