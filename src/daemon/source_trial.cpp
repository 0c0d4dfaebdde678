#include "daemon/source_trial.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/text.hpp"
#include "daemon/snapshot.hpp"
#include "daemon/text_table.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

std::string_view state_word(AlertState state) {
    return state == AlertState::firing ? "firing" : "resolved";
}

std::string quoted(std::string_view text) {
    return '"' + without_invisible(text) + '"';
}

std::string time_text(const std::optional<WallTime>& time) {
    return time ? format_rfc3339(*time) : "unknown";
}

std::string text_of(const Alert& alert) {
    TextTable table({"state", std::string(state_word(alert.state))});
    table.add({"fingerprint", without_invisible(alert.fingerprint.value)});
    table.add({"starts_at", time_text(alert.starts_at)});
    const bool is_foreseen = alert.state == AlertState::firing && alert.ends_at;
    if (alert.state == AlertState::resolved || is_foreseen)
        table.add({is_foreseen ? "over at" : "ends_at", time_text(alert.ends_at)});
    for (const auto [name, value] : alert.labels)
        table.add({"label " + without_invisible(name), quoted(value)});
    for (const auto [name, value] : alert.annotations)
        table.add({"annotation " + without_invisible(name), quoted(value)});
    return table.text();
}

std::string counts_of(const AlertGroup& group) {
    std::string text = fmt::format("{} taken", group.alerts.size());
    const std::pair<std::uint32_t, std::string_view> left_out[] = {
        {group.truncated_count, "cut off"},
        {group.unusable_count, "unusable"},
        {group.missing_count, "resolved without proof"},
        {group.ignored_count, "ignored"},
        {group.unlisted_count, "ignored for a state that is absent or not listed"}};
    for (const auto& [count, why] : left_out) {
        if (count > 0) text += fmt::format(", {} {}", count, why);
    }
    return text;
}

json::value to_json(const std::optional<WallTime>& time) {
    return time ? json::value(format_rfc3339(*time)) : json::value();
}

json::object to_json(const Labels& labels) {
    json::object object;
    for (const auto [name, value] : labels) object[name] = value;
    return object;
}

json::object to_json(const Alert& alert) {
    return {{"state", state_word(alert.state)},      {"fingerprint", alert.fingerprint.value},
            {"starts_at", to_json(alert.starts_at)}, {"ends_at", to_json(alert.ends_at)},
            {"labels", to_json(alert.labels)},       {"annotations", to_json(alert.annotations)}};
}

}  // namespace

SourceTrial try_source(const SourceConfig& source, const Envelope& envelope, WallTime received_at) {
    DecodeNotes notes;
    auto group = decode(decode_options_of(source), envelope, received_at, &notes);
    return {source.name, source.kind, std::move(group), std::move(notes)};
}

unsigned answer_of(const SourceTrial& trial) {
    if (trial.group) return 200;
    return trial.group.error().code == ErrorCode::malformed ? 400 : 422;
}

std::string format_trial(const SourceTrial& trial) {
    std::string text = fmt::format("source {}, kind {}: answered with {}, ", trial.source.value,
                                   to_string(trial.kind), answer_of(trial));
    if (!trial.group) return text + trial.group.error().message + '\n';
    const AlertGroup& group = trial.group.value();
    text += counts_of(group) + '\n';
    for (const Alert& alert : group.alerts) text += '\n' + text_of(alert);
    if (!trial.left_out.empty()) text += "\nleft out:\n";
    for (const std::string& why : trial.left_out) text += "  " + without_invisible(why) + '\n';
    return text;
}

std::string trial_json(const SourceTrial& trial) {
    json::object object{{"source", trial.source.value},
                        {"kind", to_string(trial.kind)},
                        {"answer", answer_of(trial)},
                        {"error", nullptr}};
    const AlertGroup none;
    const AlertGroup& group = trial.group ? trial.group.value() : none;
    if (!trial.group) object["error"] = trial.group.error().message;
    json::array alerts;
    for (const Alert& alert : group.alerts) alerts.push_back(to_json(alert));
    object["alerts"] = std::move(alerts);
    object["truncated"] = group.truncated_count;
    object["unusable"] = group.unusable_count;
    object["missing"] = group.missing_count;
    object["ignored"] = group.ignored_count;
    object["unlisted"] = group.unlisted_count;
    object["left_out"] = json::array(trial.left_out.begin(), trial.left_out.end());
    return json::serialize(object) + '\n';
}

}  // namespace tocsin
