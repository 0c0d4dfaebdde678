#include "tests/template/sample.hpp"

namespace tocsin::sample {
namespace {

std::string text_of(const Result<Rendered>& result) {
    return result ? result.value().text : "FAILED: " + result.error().message;
}

}  // namespace

TemplateData incident() {
    const WallTime start = from_micros(1'791'021'600'500'000);  // 2026-10-03T10:00:00.5Z
    const WallTime end = from_micros(1'791'025'200'000'000);    // 2026-10-03T11:00:00Z
    TemplateData data;
    data.status = "firing";
    data.severity = "critical";
    data.phase = "open";
    data.impact = "major";
    data.group_labels = {{"service", "checkout"}};
    data.common_labels = {{"alertname", "HighErrorRate"},
                          {"service", "checkout"},
                          {"team", "payments"},
                          {"service.name", "dotted"},
                          {"empty", ""}};
    data.common_annotations = {{"summary", "Half of all requests fail"}};
    data.alerts = {
        {"firing", {{"instance", "a1"}, {"zone", "eu"}}, {{"note", "n1"}}, start, end, "f1"},
        {"resolved", {{"instance", "b2"}, {"zone", "us"}}, {}, start, end, "f2"},
        {"firing", {{"instance", "c3"}}, {{"note", "n3"}}, start, end, "f3"}};
    data.duration = std::chrono::seconds(3725);
    data.starts_at = start;
    data.rule = "service-errors";
    data.incident_url = "https://status.example.com/incidents/x1";
    data.components = {"api", "web"};
    return data;
}

Result<Rendered> rendered(std::string_view text, const TemplateData& data, Purpose purpose) {
    const auto parsed = Template::parse(text, incident_fields());
    if (!parsed) return malformed(to_line(parsed.error()));
    return render(parsed.value(), to_value(data), {.purpose = purpose});
}

std::string plain(std::string_view text, const TemplateData& data) {
    return text_of(rendered(text, data, Purpose::plain));
}

std::string body(std::string_view text, const TemplateData& data) {
    return text_of(rendered(text, data, Purpose::body));
}

std::string name(std::string_view text, const TemplateData& data) {
    return text_of(rendered(text, data, Purpose::name));
}

std::string complaint(std::string_view text) {
    const auto parsed = Template::parse(text, incident_fields());
    if (parsed) return {};
    const TemplateError& error = parsed.error();
    return error.code + " " + std::to_string(error.line) + ":" + std::to_string(error.column) +
           " " + error.message;
}

std::string hint(std::string_view text) {
    const auto parsed = Template::parse(text, incident_fields());
    return parsed ? std::string() : parsed.error().hint;
}

}  // namespace tocsin::sample
