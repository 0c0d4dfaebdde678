// Answers of an Alertmanager, as text, and alerts on record that it may be asked about.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/http.hpp"
#include "domain/alert.hpp"

namespace tocsin {

inline const WallTime noon = *parse_rfc3339("2026-10-03T12:00:00Z");
inline const SourceName am("am");

// `missing_since`: the message that did not name it.
inline AlertRecord firing_alert(const std::string& fingerprint, WallTime received_at,
                                std::optional<WallTime> missing_since = std::nullopt) {
    AlertRecord alert;
    alert.source = am;
    alert.fingerprint = Fingerprint(fingerprint);
    alert.id = alert_id_of(am, alert.fingerprint);
    alert.received_at = received_at;
    alert.missing_since = missing_since;
    return alert;
}

inline std::string list_of(const std::vector<std::string>& fingerprints,
                           const std::string& state = "active") {
    std::string text = "[";
    for (const std::string& fingerprint : fingerprints) {
        if (text.size() > 1) text += ",";
        text += fmt::format(
            R"({{"fingerprint":"{}","labels":{{"alertname":"{}"}},"status":{{"state":"{}"}}}})",
            fingerprint, fingerprint, state);
    }
    return text + "]";
}

inline std::string status_since(WallTime started_at, const std::string& peer = "one") {
    return fmt::format(R"({{"cluster":{{"name":"{}"}},"uptime":"{}"}})", peer,
                       format_rfc3339(started_at));
}

// As net/http of Go writes it.
inline std::string http_date(WallTime time) {
    const std::string text = format_rfc3339_seconds(time);  // In the October of the tests.
    return fmt::format("Sat, {} Oct {} {} GMT", text.substr(8, 2), text.substr(0, 4),
                       text.substr(11, 8));
}

inline HttpResponse ok(std::string body, WallTime date = noon) {
    return {
        200, {{"Date", http_date(date)}, {"Content-Type", "application/json"}}, std::move(body)};
}

}  // namespace tocsin
