#include "daemon/message_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/text.hpp"
#include "decode/document.hpp"
#include "template/data.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

// An object of the file; `at` is the JSON pointer to it.
struct Members {
    const json::object& object;
    std::string at;

    std::string pointer(std::string_view name) const { return at + pointer_step(name); }

    // Null where it is not there; of several names that differ in case only the last counts.
    const json::value* find(std::string_view name) const {
        const json::value* found = nullptr;
        for (const auto& member : object) {
            if (equal_ignoring_case(member.key(), name)) found = &member.value();
        }
        return found != nullptr && found->is_null() ? nullptr : found;
    }

    Error unfit(std::string_view name, std::string_view wanted, const json::value& value) const {
        return refused(
            fmt::format("{}: expected {}, not {}", pointer(name), wanted, kind_name(value)));
    }

    Result<std::string> text(std::string_view name) const {
        const json::value* value = find(name);
        if (value == nullptr) return std::string();
        if (!value->is_string()) return unfit(name, "a text", *value);
        return std::string(value->get_string());
    }

    Result<json::array> list(std::string_view name) const {
        const json::value* value = find(name);
        if (value == nullptr) return json::array();
        if (!value->is_array()) return unfit(name, "an array", *value);
        return value->get_array();
    }

    Result<LabelList> labels(std::string_view name) const {
        LabelList labels;
        const json::value* value = find(name);
        if (value == nullptr) return labels;
        if (!value->is_object()) return unfit(name, "an object", *value);
        const Members inner{value->get_object(), pointer(name)};
        for (const auto& member : inner.object) {
            TRY(std::string text, inner.label(member.key()));
            labels.emplace_back(member.key(), std::move(text));
        }
        return labels;
    }

private:
    // By its exact name: labels differ by case.
    Result<std::string> label(std::string_view name) const {
        const json::value& value = object.at(name);
        if (value.is_null()) return std::string();
        if (!value.is_string()) return unfit(name, "a text", value);
        return std::string(value.get_string());
    }
};

Result<std::optional<WallTime>> time_of(const Members& alert, std::string_view name) {
    TRY(const std::string text, alert.text(name));
    if (text.empty()) return std::nullopt;
    const auto time = parse_rfc3339(text);
    // Go's zero time can be read, and is no time.
    if (!time && !text.starts_with("0001-01-01T")) {
        return refused(alert.pointer(name) + ": expected a time like 2026-10-03T10:00:00Z");
    }
    return time;
}

Result<TemplateAlert> alert_of(const Members& members) {
    TemplateAlert alert;
    TRY(alert.status, members.text("status"));
    TRY(alert.labels, members.labels("labels"));
    TRY(alert.annotations, members.labels("annotations"));
    TRY(alert.starts_at, time_of(members, "startsAt"));
    TRY(alert.ends_at, time_of(members, "endsAt"));
    TRY(alert.fingerprint, members.text("fingerprint"));
    return alert;
}

// The worst of those that fire; of all where none does.
Severity worst_of(const std::vector<TemplateAlert>& alerts, const SeverityScale& scale) {
    const bool any_fires = std::any_of(alerts.begin(), alerts.end(), [](const TemplateAlert& one) {
        return one.status == "firing";
    });
    std::optional<Severity> worst;
    for (const TemplateAlert& alert : alerts) {
        if (any_fires && alert.status != "firing") continue;
        const Severity severity = severity_of(scale, Labels(alert.labels));
        if (!worst || is_worse(scale, severity, *worst)) worst = severity;
    }
    return worst.value_or(scale.fallback);
}

void work_out_times(TemplateData& data, WallTime now) {
    std::optional<WallTime> last;
    for (const TemplateAlert& alert : data.alerts) {
        if (alert.starts_at)
            data.starts_at = std::min(data.starts_at.value_or(*alert.starts_at), *alert.starts_at);
        if (alert.ends_at) last = std::max(last.value_or(*alert.ends_at), *alert.ends_at);
    }
    if (data.status == "resolved") data.ends_at = last;
    if (data.starts_at) {
        data.duration = std::max(data.ends_at.value_or(now) - *data.starts_at, Duration(0));
    }
}

Result<void> read_incident(const Members& message, TemplateData& data, const SeverityScale& scale,
                           WallTime now) {
    work_out_times(data, now);
    TRY(data.severity, message.text("severity"));
    if (data.severity.empty()) data.severity = worst_of(data.alerts, scale).value;
    TRY(data.phase, message.text("phase"));
    if (data.phase.empty()) data.phase = data.status == "resolved" ? "resolved" : "open";
    TRY(data.impact, message.text("impact"));
    TRY(data.rule, message.text("rule"));
    TRY(data.incident_url, message.text("incidentURL"));
    TRY(const json::array components, message.list("components"));
    for (const json::value& alias : components) {
        if (!alias.is_string()) return message.unfit("components", "a list of texts", alias);
        data.components.emplace_back(alias.get_string());
    }
    return success();
}

}  // namespace

const FieldSet& message_fields() {
    static const FieldSet fields = [] {
        FieldSet all = incident_fields();
        all.emplace("Receiver", shape_of(Kind::text));
        all.emplace("ExternalURL", shape_of(Kind::text));
        return all;
    }();
    return fields;
}

Result<Value> read_message_data(std::string_view text, const SeverityScale& scale, WallTime now) {
    Document document;
    TRY(const json::value* value, document.read(text));
    if (!value->is_object()) {
        return refused(fmt::format("the document: expected an object, not {}", kind_name(*value)));
    }
    const Members message{value->get_object(), ""};
    TemplateData data;
    TRY(data.status, message.text("status"));
    TRY(data.group_labels, message.labels("groupLabels"));
    TRY(data.common_labels, message.labels("commonLabels"));
    TRY(data.common_annotations, message.labels("commonAnnotations"));
    TRY(const json::array alerts, message.list("alerts"));
    for (std::size_t i = 0; i < alerts.size(); ++i) {
        const std::string at = fmt::format("/alerts/{}", i);
        if (!alerts[i].is_object()) {
            return refused(fmt::format("{}: expected an object, not {}", at, kind_name(alerts[i])));
        }
        TRY(TemplateAlert alert, alert_of({alerts[i].get_object(), at}));
        data.alerts.push_back(std::move(alert));
    }
    TRYV(read_incident(message, data, scale, now));
    TRY(std::string receiver, message.text("receiver"));
    TRY(std::string external_url, message.text("externalURL"));
    Value::Fields fields = to_value(data).fields();
    fields.emplace("Receiver", Value::text(std::move(receiver)));
    fields.emplace("ExternalURL", Value::text(std::move(external_url)));
    return Value::record(std::move(fields));
}

}  // namespace tocsin
