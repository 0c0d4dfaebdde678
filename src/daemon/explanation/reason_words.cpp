#include "daemon/explanation/reason_words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin {
namespace {

std::string with_spaces(std::string_view word) {
    std::string text(word);
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

std::string words_by_rule(Reason reason, const Rule& rule) {
    const auto time = [](Duration duration) { return format_duration(duration); };
    switch (reason) {
        case Reason::first_alert:
            if (rule.for_ == Duration(0)) return "the first alert fires";
            return fmt::format("the first alert fires: pending until it has fired for {} (for)",
                               time(rule.for_));
        case Reason::gap:
            return fmt::format("nothing fires any more before {} (for) were over: forgotten",
                               time(rule.for_));
        case Reason::nothing_fires:
            return fmt::format("nothing fires any more: if that lasts {} (keep_firing_for), ",
                               time(rule.keep_firing_for)) +
                   (rule.monitoring ? "monitoring begins" : "it is over");
        case Reason::recovering:
            return fmt::format("monitoring begins, for {} (hold)",
                               time(rule.monitoring ? rule.monitoring->hold : Duration(0)));
        case Reason::resolved:
            return fmt::format("resolved; what fires within {} (reopen_within) is a relapse",
                               time(rule.reopen_within));
        case Reason::approval_asked:
            return fmt::format("a person is asked; without an answer within {} (approval) it is {}",
                               time(rule.approval.timeout),
                               rule.approval.publish_on_timeout ? "published" : "discarded");
        case Reason::stale:
            return fmt::format("not received for {} (stale_after): taken for over",
                               time(rule.stale_after));
        case Reason::schedule_too_soon:
            return fmt::format("it would begin in less than {} (min_notice)",
                               time(rule.schedule ? rule.schedule->min_notice : Duration(0)));
        case Reason::flapping:
            return fmt::format(
                "it opened too often ([rule.flap]): it stays open until it was "
                "quiet for {} (release_after)",
                time(rule.flap ? rule.flap->release_after : Duration(0)));
        case Reason::too_short:
            return fmt::format("it did not last {} (min_duration): nobody is told",
                               time(rule.min_duration));
        default:
            return {};
    }
}

std::string words_alone(Reason reason) {
    switch (reason) {
        case Reason::lapsed:
            return "over by its sender's own word, and not received again";
        case Reason::absent_at_sender:
            return "missing, and its Alertmanager knows nothing of it (alertmanager_url): over";
        case Reason::opened:
            return "it opens";
        case Reason::recorded:
            return "it is only recorded (publish = \"record\"): nothing is public";
        case Reason::expired:
            return "closed; what fires from now on is a new incident";
        case Reason::severity_up:
            return "its severity goes up";
        case Reason::severity_down:
            return "its severity goes down";
        case Reason::components_changed:
            return "its components change";
        case Reason::alerts_changed:
            return "its alerts change";
        case Reason::merged:
            return "over `limit`: its alerts join the newest open incident of the rule";
        case Reason::limit_queued:
            return "over `limit`: it waits until another may open";
        case Reason::limit_dropped:
            return "over `limit`: it is only recorded";
        case Reason::limit_freed:
            return "`limit` allows it now";
        case Reason::told_afterwards:
            return "it is over, and is told now (kind = \"backfill\")";
        case Reason::over_before_sent:
            return "over before anything was sent: it is only recorded";
        case Reason::schedule_unreadable:
            return "[rule.schedule] gives no times that can be read: it waits";
        case Reason::muted:
            return "the rule does not speak at this time (its time intervals): only recorded until "
                   "it may";
        case Reason::missed:
            return "over before anybody had decided: it is only recorded";
        case Reason::discarded_by_timeout:
            return "nobody answered in time: discarded";
        case Reason::approval_timed_out:
            return "nobody answered in time: published";
        case Reason::storm_dropped:
            return "too many incidents are public ([guard]): it is only recorded";
        case Reason::flap_suppressed:
            return "it opened too often ([rule.flap]): it is only recorded";
        default:
            return with_spaces(to_string(reason));
    }
}

}  // namespace

std::string words_for(Reason reason, const Rule* rule) {
    const std::string words = rule != nullptr ? words_by_rule(reason, *rule) : std::string();
    return words.empty() ? words_alone(reason) : words;
}

}  // namespace tocsin
