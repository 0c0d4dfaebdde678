#include "template/data.hpp"

namespace tocsin {
namespace {

Value labels_value(const LabelList& labels) {
    Value::Fields entries;
    for (const auto& [name, text] : labels) entries.insert_or_assign(name, Value::untrusted(text));
    return Value::map(std::move(entries));
}

Value time_value(const std::optional<WallTime>& time) {
    return time ? Value::time(*time) : Value();
}

Value alert_value(const TemplateAlert& alert) {
    return Value::record({{"Status", Value::text(alert.status)},
                          {"Labels", labels_value(alert.labels)},
                          {"Annotations", labels_value(alert.annotations)},
                          {"StartsAt", time_value(alert.starts_at)},
                          {"EndsAt", time_value(alert.ends_at)},
                          {"Fingerprint", Value::untrusted(alert.fingerprint)}});
}

FieldSet alert_fields() {
    const Shape labels = map_of(shape_of(Kind::text));
    return {{"Status", shape_of(Kind::text)}, {"Labels", labels},
            {"Annotations", labels},          {"StartsAt", shape_of(Kind::time)},
            {"EndsAt", shape_of(Kind::time)}, {"Fingerprint", shape_of(Kind::text)}};
}

}  // namespace

Value to_value(const TemplateData& data) {
    Value::List alerts;
    for (const TemplateAlert& alert : data.alerts) alerts.push_back(alert_value(alert));
    Value::List components;
    for (const std::string& alias : data.components) components.push_back(Value::text(alias));
    const Value url = data.incident_url.empty() ? Value::absent() : Value::text(data.incident_url);
    return Value::record({{"Status", Value::text(data.status)},
                          {"Severity", Value::text(data.severity)},
                          {"Phase", Value::text(data.phase)},
                          {"Impact", Value::text(data.impact)},
                          {"GroupLabels", labels_value(data.group_labels)},
                          {"CommonLabels", labels_value(data.common_labels)},
                          {"CommonAnnotations", labels_value(data.common_annotations)},
                          {"Alerts", Value::alerts(std::move(alerts))},
                          {"Duration", Value::duration(data.duration)},
                          {"StartsAt", time_value(data.starts_at)},
                          {"EndsAt", time_value(data.ends_at)},
                          {"Rule", Value::text(data.rule)},
                          {"Incident", Value::record({{"URL", url}})},
                          {"Components", Value::list(std::move(components))}});
}

const FieldSet& incident_fields() {
    static const Shape text = shape_of(Kind::text);
    static const Shape labels = map_of(text);
    static const FieldSet fields{{"Status", text},
                                 {"Severity", text},
                                 {"Phase", text},
                                 {"Impact", text},
                                 {"GroupLabels", labels},
                                 {"CommonLabels", labels},
                                 {"CommonAnnotations", labels},
                                 {"Alerts", alerts_of(alert_fields())},
                                 {"Duration", shape_of(Kind::duration)},
                                 {"StartsAt", shape_of(Kind::time)},
                                 {"EndsAt", shape_of(Kind::time)},
                                 {"Rule", text},
                                 {"Incident", record_of({{"URL", text}})},
                                 {"Components", list_of(text)}};
    return fields;
}

}  // namespace tocsin
