// Series: one child for each set of label values, and none after it was removed.
#include "telemetry/series.hpp"

#include <gtest/gtest.h>
#include <prometheus/metric_family.h>

namespace tocsin {
namespace {

TEST(Series, TellsLabelValuesApartWhereverTheyAreCut) {
    prometheus::Registry registry;
    Counters<2> series(registry, "x_total", "X.", {"a", "b"});
    series.at({"ab", "c"}).Increment();
    series.at({"a", "bc"}).Increment();
    series.at({"a", "bc"}).Increment();
    EXPECT_EQ(series.at({"ab", "c"}).Value(), 1);
    EXPECT_EQ(series.at({"a", "bc"}).Value(), 2);
    EXPECT_EQ(registry.Collect().at(0).metric.size(), 2U);
}

TEST(Series, MakesANewChildAfterTheOldOneWasRemoved) {
    prometheus::Registry registry;
    Gauges<1> series(registry, "x", "X.", {"a"});
    series.at({"one"}).Set(5);
    series.remove({"one"});
    series.remove({"never there"});
    EXPECT_TRUE(registry.Collect().empty() || registry.Collect().at(0).metric.empty());
    EXPECT_EQ(series.at({"one"}).Value(), 0);
}

TEST(Series, SortsDurationsIntoTheirBounds) {
    prometheus::Registry registry;
    Histograms<1> series(registry, "x_seconds", "X.", {"a"}, {0.5, 1});
    series.observe({"one"}, std::chrono::milliseconds(250));
    series.observe({"one"}, std::chrono::milliseconds(750));
    const auto histogram = registry.Collect().at(0).metric.at(0).histogram;
    EXPECT_EQ(histogram.bucket.at(0).cumulative_count, 1U);
    EXPECT_EQ(histogram.bucket.at(1).cumulative_count, 2U);
    EXPECT_EQ(histogram.sample_sum, 1.0);
}

}  // namespace
}  // namespace tocsin
