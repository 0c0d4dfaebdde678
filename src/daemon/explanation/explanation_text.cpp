// The story of a message, for people who have never seen the source code.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "daemon/explanation/explanation.hpp"
#include "daemon/explanation/reason_words.hpp"
#include "daemon/rehearsal/call_words.hpp"

namespace tocsin {
namespace {

// Of a value in the table of matchers; a stack trace in a label must not bury the rest.
constexpr std::size_t value_code_points_max = 80;

std::string quoted(std::string_view text) {
    return '"' + truncate(without_invisible(text), value_code_points_max) + '"';
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + quoted(text);
    return all;
}

std::string counted(std::size_t count, std::string_view word) {
    return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

// ---- The alert and its rules ------------------------------------------------------------------

std::string text_of(const Unroutable& unroutable) {
    switch (unroutable.reason) {
        case Reason::group_label_missing:
            return "it has no " + joined(unroutable.missing) + ", which group_by needs";
        case Reason::requirement_missing:
            return "it has no " + joined(unroutable.missing) + ", which the rule requires";
        case Reason::component_unmapped:
            return "its label " + joined(unroutable.missing) +
                   " names no component, and on_unmapped is \"error\"";
        default:
            return std::string(to_string(unroutable.reason));
    }
}

std::string text_of(const RuleLook& look, const std::string& taken_by) {
    if (look.taken && look.rule->continue_)
        return "TAKES IT, and lets later rules look too (continue = true)";
    if (look.taken) return "TAKES IT";
    if (!look.matched) return "does not match";
    return fmt::format("would match, but \"{}\" has taken the alert", taken_by);
}

std::string text_of(const std::vector<MatcherLook>& matchers) {
    std::size_t width = 0;
    for (const MatcherLook& one : matchers) {
        width = std::max(width, count_code_points(one.matcher));
    }
    width = std::min(width, value_code_points_max);
    std::string text;
    for (const MatcherLook& one : matchers) {
        const std::size_t used = count_code_points(one.matcher);
        text += fmt::format("        {} {}{}  {}{}\n", one.matched ? "yes" : "NO ", one.matcher,
                            std::string(width > used ? width - used : 0, ' '),
                            one.value.empty() ? "the alert has none" : "is " + quoted(one.value),
                            one.wants_severity ? "; __severity__ would match" : "");
    }
    return text;
}

// Where a rule goes by a label of its own.
std::string own_severity_of(const Rule& rule, const Labels& labels, std::string_view label) {
    if (rule.severity.label == label) return {};
    return fmt::format("        in this rule its severity counts as \"{}\" (label {} = {})\n",
                       severity_of(rule.severity, labels).value, rule.severity.label,
                       quoted(labels.get(rule.severity.label)));
}

std::string text_of_rules(const AlertExplanation& explained, std::string_view label) {
    const std::vector<RuleLook>& looks = explained.rules;
    std::string text = looks.empty() ? "\n  There are no rules.\n"
                                     : "\n  Rules, in the order in which they are tried:\n";
    std::string taken_by;
    std::size_t number = 0;
    for (const RuleLook& look : looks) {
        const Rule& rule = *look.rule;
        text += fmt::format("  {:>3}. {} ({}): {}\n", ++number, rule.name.value, rule.file,
                            text_of(look, taken_by));
        if (look.taken && !rule.continue_) taken_by = rule.name.value;
        text += text_of(look.matchers);
        if (rule.catch_all && look.matchers.empty()) text += "        catch_all: every alert\n";
        if (look.taken) text += own_severity_of(rule, explained.alert.labels, label);
        if (look.unroutable) {
            text += fmt::format("        but the alert joins no incident: {}\n",
                                text_of(*look.unroutable));
        }
    }
    const bool taken =
        std::any_of(looks.begin(), looks.end(), [](const RuleLook& look) { return look.taken; });
    if (!taken) text += "  No rule takes it: it is counted as unroutable, and nothing is public.\n";
    return text;
}

// What the alert is, and who says so.
std::string text_of(const AlertExplanation& explained, std::string_view label) {
    const AlertRecord& alert = explained.alert;
    std::string text = fmt::format(" {}\n", without_invisible(alert.labels.to_text()));
    if (!alert.annotations.empty()) {
        text += fmt::format("  annotations {}\n", without_invisible(alert.annotations.to_text()));
    }
    text += fmt::format("  from source \"{}\" (kind {}); its severity counts as \"{}\"",
                        alert.source.value, explained.source_kind, explained.severity.value);
    const std::string_view said = alert.labels.get(label);
    if (said.empty())
        text += fmt::format(", for it has no label \"{}\"\n", label);
    else
        text += fmt::format(" (label {} = {})\n", label, quoted(said));
    if (alert.state == AlertState::resolved)
        text += "  The message says that it is resolved; what follows is told as if it fired.\n";
    return text;
}

std::string text_of_alerts(const std::vector<AlertExplanation>& alerts, std::string_view label) {
    std::string text;
    for (std::size_t i = 0; i < alerts.size(); ++i) {
        if (i > 0) text += '\n';
        text += alerts.size() == 1 ? "Alert" : fmt::format("Alert {} of {}:", i + 1, alerts.size());
        text += text_of(alerts[i], label);
        const auto alike = std::find_if(alerts.begin(), alerts.end(), [&](const auto& other) {
            return look_alike(other.rules, alerts[i].rules);
        });
        const auto first = static_cast<std::size_t>(alike - alerts.begin());
        if (first == i)
            text += text_of_rules(alerts[i], label);
        else
            text += fmt::format("  All rules see in it what they see in alert {}.\n", first + 1);
    }
    return text;
}

// ---- Incidents --------------------------------------------------------------------------------

void add_row(std::string& text, std::string_view name, std::string_view value) {
    text += fmt::format("               {:<11} {}\n", name, value);
}

std::string text_of(const CallInWords& call) {
    std::string text;
    if (call.name) add_row(text, "name", *call.name);
    if (call.status) add_row(text, "status", to_string(*call.status));
    if (call.impact) add_row(text, "impact", to_string(*call.impact));
    std::string components;
    for (const auto& [alias, status] : call.components) {
        components += fmt::format("{}{} → {}", components.empty() ? "" : ", ", alias.value,
                                  to_string(status));
    }
    if (!components.empty()) add_row(text, "components", components);
    if (call.notify) add_row(text, "subscribers", *call.notify ? "are told" : "are not told");
    if (!call.body) return text;
    std::string_view rest = *call.body;
    for (bool first = true; !rest.empty(); first = false) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        add_row(text, first ? "body" : "", rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return text;
}

// What is written in the words of rule files, for people who read a page.
std::string_view title_of(CallWord word) {
    switch (word) {
        case CallWord::create:
            return "CREATE the incident";
        case CallWord::update:
            return "UPDATE the incident";
        case CallWord::component:
            return "SET a component";
        case CallWord::approval:
            return "ASK a person, who may approve or discard this,";
    }
    return "";
}

struct Storyteller {
    const Config& config;
    const Rule* rule;  // Null: none of today's.

    std::string operator()(Reason reason) const { return words_for(reason, rule); }
    std::string operator()(const TextTrouble& trouble) const {
        switch (trouble.problem) {
            case TextProblem::missing:
                return "a text shows something that the alerts do not have, so it is not used "
                       "as it is (see `missing`)";
            case TextProblem::truncated:
                return "a text is longer than the page takes, and is cut";
            case TextProblem::failed:
                return "a text cannot be rendered, and is not used";
            case TextProblem::guard:
                return "a text has something that [guard] does not let pass";
        }
        return {};
    }
    std::string operator()(const RehearsedCall& call) const {
        const auto words = in_words(config, call);
        if (!words) return "the update is tweeted";
        std::string text =
            fmt::format("{} on page \"{}\"\n", title_of(words->call), words->page.value);
        const auto* create = call.call ? std::get_if<CreateCall>(&*call.call) : nullptr;
        if (create != nullptr && create->maintenance) {
            add_row(text, "planned",
                    fmt::format("{} to {}", format_rfc3339_seconds(create->maintenance->starts_at),
                                format_rfc3339_seconds(create->maintenance->ends_at)));
        }
        if (create != nullptr && create->backfill_date)
            add_row(text, "of the day", *create->backfill_date);
        text += text_of(*words);
        text.pop_back();
        return text;
    }
};

std::string text_of_happenings(const Config& config, const ForetoldIncident& foretold,
                               Duration fires_for) {
    const auto rule = config.rules.find(foretold.incident.rule);
    const auto time_of = [](Duration after) { return "+" + format_duration(after); };
    std::size_t width = time_of(fires_for).size();
    for (const Happening& happening : foretold.happenings) {
        width = std::max(width, time_of(happening.after).size());
    }
    std::string text;
    const auto add = [&](Duration after, std::string_view what) {
        text += fmt::format("    {:<{}}  {}\n", time_of(after), width, what);
    };
    bool ended = false;
    for (const Happening& happening : foretold.happenings) {
        if (!ended && happening.after >= fires_for) {
            add(fires_for, "(supposed here: the alerts are resolved now)");
            ended = true;
        }
        add(happening.after, std::visit(Storyteller{config, rule.get()}, happening.what));
    }
    return text;
}

std::string text_of(const Config& config, const ForetoldIncident& foretold,
                    const Explanation& explanation) {
    const Incident& incident = foretold.incident;
    std::size_t members = 0;
    for (const AlertExplanation& alert : explanation.alerts) {
        members += static_cast<std::size_t>(
            std::any_of(alert.rules.begin(), alert.rules.end(), [&](const RuleLook& look) {
                return look.placement && is_of(incident, look.placement->key);
            }));
    }
    std::string text = fmt::format("Incident of rule \"{}\" on page \"{}\"\n", incident.rule.value,
                                   incident.page.value);
    text += fmt::format("  holds {}; grouped by {}, key {}\n", counted(members, "alert"),
                        incident.group_labels.empty()
                            ? "nothing"
                            : without_invisible(incident.group_labels.to_text()),
                        incident.key.value);
    const auto page = config.pages.find(incident.page);
    if (page != config.pages.end() && page->second.dry_run)
        text += "  The page is a dry run: of the calls below none would be sent.\n";
    std::string waits;
    for (const HeldBy why : foretold.waited_for) {
        waits += fmt::format("{}{}", waits.empty() ? "" : ", ", to_string(why));
    }
    if (!waits.empty()) text += fmt::format("  It has to wait, because of: {}\n", waits);
    text += text_of_happenings(config, foretold, explanation.foretold.fires_for);
    const bool called = std::any_of(
        foretold.happenings.begin(), foretold.happenings.end(), [](const Happening& happening) {
            return std::holds_alternative<RehearsedCall>(happening.what);
        });
    if (!called) text += "  Nothing is sent to the page.\n";
    return text;
}

std::string notes_of(const AlertGroup& group) {
    std::string text;
    if (group.alerts.empty()) text += "The message has no alert that can be used.\n";
    if (group.truncated_count > 0) {
        text += fmt::format("{} left out, by the sender or over max_alerts.\n",
                            counted(group.truncated_count, "alert"));
    }
    if (group.unusable_count > 0) {
        text += fmt::format(
            "{} cannot be used: neither labels nor a fingerprint, or a label "
            "that is no text.\n",
            counted(group.unusable_count, "alert"));
    }
    if (group.missing_count > 0) {
        text += fmt::format(
            "{} said to be resolved without proof (no data, paused); taken as "
            "missing, not as resolved.\n",
            counted(group.missing_count, "alert"));
    }
    if (group.ignored_count > 0) {
        text += fmt::format("{} ignored, as the source is meant to do.\n",
                            counted(group.ignored_count, "alert"));
    }
    if (group.unlisted_count > 0) {
        text += fmt::format("{} ignored, for its state is absent or in no list of the source.\n",
                            counted(group.unlisted_count, "alert"));
    }
    return text;
}

}  // namespace

std::string format_explanation(const Config& config, const Explanation& explanation) {
    std::string text = notes_of(explanation.group);
    if (!text.empty() && !explanation.alerts.empty()) text += '\n';
    text += text_of_alerts(explanation.alerts, config.rules.scale().label);
    const Foretelling& foretold = explanation.foretold;
    if (foretold.incidents.empty()) return text;
    text += fmt::format("\nWhat would happen if {} for {} and then ended:\n",
                        explanation.alerts.size() == 1 ? "this alert fired now"
                                                       : "these alerts fired now, together,",
                        format_duration(foretold.fires_for));
    for (const ForetoldIncident& incident : foretold.incidents) {
        text += '\n' + text_of(config, incident, explanation);
    }
    return text;
}

}  // namespace tocsin
