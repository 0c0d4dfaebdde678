#include "telemetry/openmetrics.hpp"

#include <fmt/format.h>
#include <prometheus/metric_family.h>

#include <cmath>
#include <string_view>

#include "base/assert.hpp"

namespace tocsin {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr std::string_view total = "_total";

void append_escaped(std::string& text, std::string_view value) {
    for (const char c : value) {
        if (c == '\n') {
            text += "\\n";
            continue;
        }
        if (c == '\\' || c == '"') text += '\\';
        text += c;
    }
}

// The shortest that reads back the same, always with a point or an exponent.
std::string number(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    return fmt::format("{:#}", value);
}

// name{labels} value, with one label more where `bound` is given.
void append_sample(std::string& text, std::string_view name, const ClientMetric& metric,
                   std::string_view bound, const std::string& value) {
    text += name;
    char before = '{';
    const auto append_label = [&](std::string_view label, std::string_view of) {
        text += before;
        before = ',';
        text.append(label).append("=\"");
        append_escaped(text, of);
        text += '"';
    };
    for (const auto& label : metric.label) append_label(label.name, label.value);
    if (!bound.empty()) append_label("le", bound);
    if (before == ',') text += '}';
    text.append(" ").append(value).append("\n");
}

void append_histogram(std::string& text, std::string_view name, const ClientMetric& metric) {
    const auto& histogram = metric.histogram;
    const std::string bucket = fmt::format("{}_bucket", name);
    bool has_infinity = false;
    for (const auto& one : histogram.bucket) {
        has_infinity = has_infinity || std::isinf(one.upper_bound);
        append_sample(text, bucket, metric, number(one.upper_bound),
                      std::to_string(one.cumulative_count));
    }
    const std::string count = std::to_string(histogram.sample_count);
    if (!has_infinity) append_sample(text, bucket, metric, "+Inf", count);
    append_sample(text, fmt::format("{}_count", name), metric, "", count);
    append_sample(text, fmt::format("{}_sum", name), metric, "", number(histogram.sample_sum));
}

std::string_view type_word(MetricType type) {
    switch (type) {
        case MetricType::Counter:
            return "counter";
        case MetricType::Gauge:
            return "gauge";
        case MetricType::Histogram:
            return "histogram";
        default:
            break;
    }
    TOCSIN_ASSERT(type == MetricType::Counter);
    return {};
}

void append_family(std::string& text, const MetricFamily& family) {
    std::string_view name = family.name;
    if (family.type == MetricType::Counter && name.ends_with(total)) {
        name.remove_suffix(total.size());
    }
    text += fmt::format("# TYPE {} {}\n# HELP {} ", name, type_word(family.type), name);
    append_escaped(text, family.help);
    text += '\n';
    for (const ClientMetric& metric : family.metric) {
        switch (family.type) {
            case MetricType::Counter:
                append_sample(text, fmt::format("{}{}", name, total), metric, "",
                              number(metric.counter.value));
                break;
            case MetricType::Histogram:
                append_histogram(text, name, metric);
                break;
            default:
                append_sample(text, name, metric, "", number(metric.gauge.value));
                break;
        }
    }
}

}  // namespace

std::string to_openmetrics(const std::vector<prometheus::MetricFamily>& families) {
    std::string text;
    for (const MetricFamily& family : families) append_family(text, family);
    return text + "# EOF\n";
}

}  // namespace tocsin
