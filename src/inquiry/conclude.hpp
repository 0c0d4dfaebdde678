// conclude: what do the answers of an Alertmanager prove about alerts that went missing?
//
// A false all-clear is the worst that tocsin can say, so an alert is absent only if everything
// speaks for it: the list was answered whole; it names at least one of the alerts that the source
// is known to fire now, for a list without any is that of another Alertmanager, of a filter, or of
// one that hears of nothing any more; and who answered had been up for long enough to have heard of
// all alerts again, which it keeps in memory only.  Its uptime is measured by its own clock.  It is
// asked twice, and must be the same process both times: behind an address with two of them, the
// list may be that of one that has just started.  Anything else proves nothing, and says why.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "decode/alertmanager_api.hpp"
#include "domain/alert.hpp"

namespace tocsin {

// By then a Prometheus has sent an Alertmanager all that fires several times over.
constexpr Duration uptime_min = std::chrono::minutes(10);
// As many alerts as dispatch judges in one transaction; the others are found in the next round.
constexpr std::size_t absent_alerts_max = 5'000;

enum class Proof : std::uint8_t {
    absent,       // Some are not there: they are over.
    present,      // All are there, whether suppressed or active.
    too_young,    // It may not have heard of them yet.
    implausible,  // Not the answer of the sender that is meant.
    failed,       // No answer, or none that can be read.
};

// The word itself, "too_young".
std::string_view to_string(Proof proof);

// Who answers, and for how long it has been up.
struct Uptime {
    AlertmanagerStatus who;
    Duration age{};
};

// Fails if it is no list, or not surely a whole one.
Result<ListedAlerts> read_list(const Result<HttpResponse>& answer);

// Fails also without a `Date`: another clock than the sender's cannot tell its age.
Result<Uptime> read_uptime(const Result<HttpResponse>& answer);

// What was answered so far, in the order in which it is asked.
struct Answers {
    std::optional<Result<ListedAlerts>> alerts;
    std::optional<Result<Uptime>> uptime;
    std::optional<Result<Uptime>> uptime_again;
};

struct Conclusion {
    Proof proof = Proof::failed;
    std::vector<Fingerprint> absent;  // At most absent_alerts_max.
    std::string why;                  // Of what proves nothing, for a person.
    Duration wait{};                  // too_young: until it is old enough.
};

// `firing`: all alerts of the source that fire as far as is known now; the list was asked for at
// `asked_at`.  Nothing: the next answer is needed.
std::optional<Conclusion> conclude(const Answers& answers, WallTime asked_at,
                                   std::span<const AlertRecord* const> firing);

}  // namespace tocsin
