// Alerts of the small shop, as explanations take them.
#pragma once

#include "daemon/explanation/explanation.hpp"
#include "domain/labels.hpp"
#include "tests/daemon/rehearsal/small_shop.hpp"

namespace tocsin::testing {

inline AlertRecord record_of(const Labels& labels, const Labels& annotations = {}) {
    AlertRecord record;
    record.source = SourceName("am");
    record.labels = labels;
    record.annotations = annotations;
    return record;
}

inline AlertGroup firing(const std::vector<Labels>& alerts) {
    AlertGroup group;
    for (const Labels& labels : alerts) {
        Alert alert;
        alert.fingerprint = Fingerprint(fingerprint_of(labels));
        alert.labels = labels;
        group.alerts.push_back(alert);
    }
    return group;
}

// 2026-10-03T12:00:00Z.
inline const WallTime noon = *parse_rfc3339("2026-10-03T12:00:00Z");

inline Explanation explained(const Config& config, const std::vector<Labels>& alerts) {
    return explain(config, SourceName("am"), firing(alerts), noon);
}

}  // namespace tocsin::testing
