#include "inquiry/conclude.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace tocsin {
namespace {

Conclusion nothing_proven(Proof proof, std::string why) {
    return {proof, {}, std::move(why), {}};
}

Result<std::string_view> body_of(const Result<HttpResponse>& answer) {
    if (!answer) return answer.error();
    const HttpResponse& response = answer.value();
    if (response.status != 200) return refused(fmt::format("answered {}", response.status));
    return std::string_view(response.body);
}

// Named after the question left, it fires, whatever the answer says.
std::vector<Fingerprint> absent_of(std::span<const AlertRecord* const> firing,
                                   const ListedAlerts& listed, WallTime asked_at) {
    std::vector<Fingerprint> absent;
    for (const AlertRecord* alert : firing) {
        if (!alert->missing_since || alert->received_at >= asked_at) continue;
        if (!listed.contains(alert->fingerprint)) absent.push_back(alert->fingerprint);
    }
    std::sort(absent.begin(), absent.end());
    if (absent.size() > absent_alerts_max) absent.resize(absent_alerts_max);
    return absent;
}

bool is_plausible(std::span<const AlertRecord* const> firing, const ListedAlerts& listed) {
    return std::any_of(firing.begin(), firing.end(), [&](const AlertRecord* alert) {
        return !alert->missing_since && listed.contains(alert->fingerprint);
    });
}

// What speaks against believing it; nothing if it is old enough.
std::optional<Conclusion> doubt_of(const Result<Uptime>& uptime) {
    if (!uptime) return nothing_proven(Proof::failed, "status: " + uptime.error().message);
    const Duration age = uptime.value().age;
    if (age >= uptime_min) return std::nullopt;
    Conclusion doubt = nothing_proven(
        Proof::too_young,
        fmt::format("up since {} only", format_rfc3339_seconds(uptime.value().who.started_at)));
    doubt.wait = std::min(uptime_min - age, uptime_min);
    return doubt;
}

}  // namespace

std::string_view to_string(Proof proof) {
    static constexpr std::array<std::string_view, 5> words{"absent", "present", "too_young",
                                                           "implausible", "failed"};
    return words.at(static_cast<std::size_t>(proof));
}

Result<ListedAlerts> read_list(const Result<HttpResponse>& answer) {
    TRY(const std::string_view body, body_of(answer));
    return decode_listed_alerts(body);
}

Result<Uptime> read_uptime(const Result<HttpResponse>& answer) {
    TRY(const std::string_view body, body_of(answer));
    TRY(AlertmanagerStatus who, decode_alertmanager_status(body));
    const auto now = parse_http_date(trim(answer.value().headers.find("Date").value_or("")));
    if (!now) return malformed("no readable Date");
    const Duration age = *now - who.started_at;
    return Uptime{std::move(who), age};
}

std::optional<Conclusion> conclude(const Answers& answers, WallTime asked_at,
                                   std::span<const AlertRecord* const> firing) {
    if (!answers.alerts) return std::nullopt;
    if (!*answers.alerts)
        return nothing_proven(Proof::failed, "alerts: " + answers.alerts->error().message);
    const ListedAlerts& listed = answers.alerts->value();
    std::vector<Fingerprint> absent = absent_of(firing, listed, asked_at);
    if (absent.empty()) return nothing_proven(Proof::present, {});
    if (!is_plausible(firing, listed))
        return nothing_proven(Proof::implausible,
                              "it lists no alert that the source is known to fire now");
    if (!answers.uptime) return std::nullopt;
    if (auto doubt = doubt_of(*answers.uptime)) return doubt;
    if (!answers.uptime_again) return std::nullopt;
    if (auto doubt = doubt_of(*answers.uptime_again)) return doubt;
    if (answers.uptime->value().who != answers.uptime_again->value().who)
        return nothing_proven(Proof::implausible, "several Alertmanagers answer in turn");
    return Conclusion{Proof::absent, std::move(absent), {}, {}};
}

}  // namespace tocsin
