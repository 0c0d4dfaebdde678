// Series: the children of one metric family, found by their label values.
//
// prometheus-cpp finds a child by hashing a map of strings that the caller must build; a webhook
// touches a dozen of them.  Here the label values are the key, and one that was seen before costs
// a lookup and no allocation.  Behind metrics.cpp only; no other room includes it.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include "base/time.hpp"

namespace tocsin {

inline double in_seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

// Thread-safe; what at() returns lives until it is removed.
template <class Metric, std::size_t label_count>
class Series {
public:
    using Values = std::array<std::string_view, label_count>;
    using Names = std::array<const char*, label_count>;

    Series(prometheus::Registry& registry, const char* name, const char* help, const Names& names)
        : family_(builder().Name(name).Help(help).Register(registry)), names_(names) {}

    // `arguments` are those of the metric itself: the bounds of a histogram.
    template <class... Arguments>
    Metric& at(const Values& values, const Arguments&... arguments) {
        thread_local std::string key;
        join(key, values);
        const std::lock_guard lock(mutex_);
        const auto found = children_.find(key);
        if (found != children_.end()) return *found->second;
        prometheus::Labels labels;
        for (std::size_t i = 0; i < label_count; ++i) labels.emplace(names_[i], values[i]);
        Metric& child = family_.Add(labels, arguments...);
        children_.emplace(key, &child);
        return child;
    }

    bool contains(const Values& values) {
        thread_local std::string key;
        join(key, values);
        const std::lock_guard lock(mutex_);
        return children_.contains(key);
    }

    void remove(const Values& values) {
        thread_local std::string key;
        join(key, values);
        const std::lock_guard lock(mutex_);
        const auto found = children_.find(key);
        if (found == children_.end()) return;
        family_.Remove(found->second);
        children_.erase(found);
    }

private:
    static auto builder() {
        if constexpr (std::is_same_v<Metric, prometheus::Counter>) {
            return prometheus::BuildCounter();
        } else if constexpr (std::is_same_v<Metric, prometheus::Gauge>) {
            return prometheus::BuildGauge();
        } else {
            return prometheus::BuildHistogram();
        }
    }

    // No label value holds a NUL: names of the configuration and words of the program.
    static void join(std::string& key, const Values& values) {
        key.clear();
        for (const std::string_view value : values) key.append(value).append(1, '\0');
    }

    prometheus::Family<Metric>& family_;
    const Names names_;
    std::mutex mutex_;
    std::unordered_map<std::string, Metric*> children_;
};

template <std::size_t label_count>
using Counters = Series<prometheus::Counter, label_count>;
template <std::size_t label_count>
using Gauges = Series<prometheus::Gauge, label_count>;

// Histograms of durations; `bounds` in seconds, rising.
template <std::size_t label_count>
class Histograms {
public:
    using Of = Series<prometheus::Histogram, label_count>;
    using Bounds = prometheus::Histogram::BucketBoundaries;

    Histograms(prometheus::Registry& registry, const char* name, const char* help,
               const typename Of::Names& names, Bounds bounds)
        : series_(registry, name, help, names), bounds_(std::move(bounds)) {}

    void observe(const typename Of::Values& values, Duration took) {
        series_.at(values, bounds_).Observe(in_seconds(took));
    }

private:
    Of series_;
    const Bounds bounds_;
};

}  // namespace tocsin
