// What Alertmanager answers when it is asked, API version 2.
//
//   GET /api/v2/alerts   [ { fingerprint, labels, status: { state, … }, … }, … ]
//   GET /api/v2/status   { uptime: when it started, cluster: { name, … }, … }
//
// Whoever is not in the list is taken for over, so here nothing is forgiven, other than in
// webhooks: one element that cannot be read, and the whole answer is none.  Nor is more than a list
// of 100,000 alerts with 1,000 labels each.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/names.hpp"

namespace tocsin {

// By each name that an alert of the list may have on record: the fingerprint that Alertmanager
// gives it, and what stands for one if a webhook brought none (fingerprint_of its labels).
using ListedAlerts = std::unordered_set<Fingerprint>;

Result<ListedAlerts> decode_listed_alerts(std::string_view body);

// Which process answers.
struct AlertmanagerStatus {
    WallTime started_at;  // By its own clock.
    std::string peer;     // Its name in the cluster; empty without one.

    bool operator==(const AlertmanagerStatus&) const = default;
};

Result<AlertmanagerStatus> decode_alertmanager_status(std::string_view body);

}  // namespace tocsin
