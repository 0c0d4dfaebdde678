// See alert_list.hpp.
//
// What is forgiven and what is not: an alert needs a name, which is its fingerprint or else its
// labels.  Labels are what rules look at and what names are made of, so a label that is no scalar
// makes the alert unusable; an annotation that is none is kept as its JSON text, since losing an
// alert over it would be worse.  Times that cannot be read are unknown.
#include "decode/alert_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <list>
#include <vector>

#include "base/text.hpp"
#include "decode/document.hpp"
#include "decode/source_labels.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

// Alertmanager's fingerprint has 16 characters.  A longer one than this is not kept: such an alert
// is named by its labels.
constexpr std::size_t fingerprint_bytes_max = 256;

// Scratch memory of one message: it grows with the first alerts and is used again by the others.
struct Scratch {
    std::vector<Labels::Pair> pairs;
    std::list<std::string> texts;  // Of numbers; `pairs` looks at them.
};

// The fields of an alert that matter, found in one walk over it.
struct AlertFields {
    const json::value* labels = nullptr;
    const json::value* annotations = nullptr;
    std::string_view status, fingerprint, starts_at, ends_at;  // Empty: missing, or no text.
};

AlertFields find_fields(const json::object& alert) {
    const auto text = [](const json::value& value) {
        return value.is_string() ? std::string_view(value.get_string()) : std::string_view();
    };
    AlertFields fields;
    for (const auto& field : alert) {
        const std::string_view key = field.key();
        if (key == "labels")
            fields.labels = &field.value();
        else if (key == "annotations")
            fields.annotations = &field.value();
        else if (key == "status")
            fields.status = text(field.value());
        else if (key == "fingerprint")
            fields.fingerprint = text(field.value());
        else if (key == "startsAt")
            fields.starts_at = text(field.value());
        else if (key == "endsAt")
            fields.ends_at = text(field.value());
    }
    return fields;
}

// Fills scratch.pairs.  Alertmanager knows no labels with an empty value, so they are left out; a
// name is never empty.
Result<void> read_labels(const json::value* labels, Scratch& scratch) {
    scratch.pairs.clear();
    scratch.texts.clear();
    if (labels == nullptr || labels->is_null()) return success();
    if (!labels->is_object()) {
        return refused(fmt::format("/labels: expected an object, not {}", kind_name(*labels)));
    }
    for (const auto& field : labels->get_object()) {
        const auto text = scalar_text(field.value(), scratch.texts);
        if (!text) {
            return refused(fmt::format("/labels{}: expected a text, not {}",
                                       pointer_step(field.key()), kind_name(field.value())));
        }
        if (!text->empty() && !field.key().empty()) scratch.pairs.emplace_back(field.key(), *text);
    }
    return success();
}

Labels read_annotations(const json::value* annotations, Scratch& scratch) {
    scratch.pairs.clear();
    scratch.texts.clear();
    if (annotations == nullptr || !annotations->is_object()) return {};
    for (const auto& field : annotations->get_object()) {
        auto text = scalar_text(field.value(), scratch.texts);
        if (!text) text = scratch.texts.emplace_back(json_text(field.value()));
        if (!field.key().empty()) scratch.pairs.emplace_back(field.key(), *text);
    }
    return Labels::from_views(scratch.pairs);
}

// `status` where it is said, else by the end: past is resolved, unknown or later is firing
// (semantics.md section 2).
AlertState state_of(std::string_view status, std::optional<WallTime> ends_at,
                    WallTime received_at) {
    if (equal_ignoring_case(status, "firing")) return AlertState::firing;
    if (equal_ignoring_case(status, "resolved")) return AlertState::resolved;
    return ends_at && *ends_at <= received_at ? AlertState::resolved : AlertState::firing;
}

// A failure's message starts with a pointer below the alert.
Result<Alert> read_alert(const DecodeOptions& options, AlertForm form, const json::value& value,
                         WallTime received_at, Scratch& scratch) {
    if (!value.is_object()) {
        return refused(fmt::format(": expected an object, not {}", kind_name(value)));
    }
    AlertFields fields = find_fields(value.get_object());
    // Its API takes neither: an alert is what its labels say, and fires until its end.
    if (form == AlertForm::api) fields.status = fields.fingerprint = {};
    Alert alert;
    alert.annotations = read_annotations(fields.annotations, scratch);
    TRYV(read_labels(fields.labels, scratch));
    if (!fields.fingerprint.empty() && fields.fingerprint.size() <= fingerprint_bytes_max) {
        alert.fingerprint.value = fields.fingerprint;
    } else {
        const Labels sent = Labels::from_views(scratch.pairs);
        if (sent.empty()) return refused("/labels: neither labels nor a fingerprint");
        alert.fingerprint.value = fingerprint_of(sent);
    }
    add_where_missing(options.labels, scratch.pairs);
    alert.labels = Labels::from_views(scratch.pairs);
    alert.starts_at = parse_rfc3339(fields.starts_at);
    alert.ends_at = parse_rfc3339(fields.ends_at);
    alert.state = state_of(fields.status, alert.ends_at, received_at);
    if (alert.state == AlertState::firing && form == AlertForm::webhook) alert.ends_at.reset();
    return alert;
}

}  // namespace

Result<AlertGroup> read_alert_list(const DecodeOptions& options, AlertForm form,
                                   const json::array& alerts, std::string_view at,
                                   WallTime received_at, DecodeNotes* notes) {
    AlertGroup group;
    std::size_t count = alerts.size();
    if (options.alerts_max > 0 && count > options.alerts_max) {
        group.truncated_count = static_cast<std::uint32_t>(count - options.alerts_max);
        count = options.alerts_max;
    }
    group.alerts.reserve(count);
    Scratch scratch;
    std::string first_problem;
    for (std::size_t i = 0; i < count; ++i) {
        auto alert = read_alert(options, form, alerts[i], received_at, scratch);
        if (alert) {
            group.alerts.push_back(std::move(alert).value());
            continue;
        }
        ++group.unusable_count;
        if (!first_problem.empty() && notes == nullptr) continue;
        std::string problem = fmt::format("{}/{}{}", at, i, alert.error().message);
        if (first_problem.empty()) first_problem = problem;
        if (notes != nullptr) notes->push_back(std::move(problem));
    }
    if (group.alerts.empty() && group.unusable_count > 0) return refused(first_problem);
    return group;
}

}  // namespace tocsin
