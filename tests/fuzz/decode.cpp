// The body of a webhook → alerts that can be named, or an error that can be shown.
#include "decode/decode.hpp"

#include <date/tz.h>

#include "base/assert.hpp"
#include "base/http.hpp"
#include "base/text.hpp"
#include "decode/alertmanager_api.hpp"
#include "decode/extract.hpp"
#include "decode/form.hpp"
#include "decode/order.hpp"
#include "tests/fuzz/targets.hpp"

namespace tocsin::fuzz {
namespace {

constexpr std::uint32_t alerts_max = 8;
const WallTime received_at = from_micros(1'791'021'600'000'000);

bool is_shown(const Error& error) {
    return !error.message.empty() && error.message.size() < 400 &&
           without_invisible(error.message) == error.message;
}

// What holds for each group that any decoder gives.
void check_group(const AlertGroup& group, SenderKind kind) {
    TOCSIN_ASSERT(group.alerts.size() <= alerts_max);
    TOCSIN_ASSERT(group.group == 0 || kind == SenderKind::alertmanager ||
                  kind == SenderKind::grafana);
    for (const Alert& alert : group.alerts) {
        TOCSIN_ASSERT(!alert.fingerprint.empty() && alert.fingerprint.value.size() <= 256);
        TOCSIN_ASSERT(alert.labels.find("env").has_value());
        const bool foreseen = kind == SenderKind::prometheus && alert.ends_at > received_at;
        TOCSIN_ASSERT(alert.state == AlertState::resolved || !alert.ends_at || foreseen);
        for (const auto [name, value] : alert.labels) {
            TOCSIN_ASSERT(!name.empty() && !value.empty());
            TOCSIN_ASSERT(is_utf8(name) && is_utf8(value));
        }
        for (const auto [name, value] : alert.annotations) {
            TOCSIN_ASSERT(!name.empty() && is_utf8(name) && is_utf8(value));
        }
    }
}

bool decode_with(DecodeOptions options, const Envelope& envelope) {
    options.labels = Labels{{"env", "test"}, {"severity", "info"}};
    options.alerts_max = alerts_max;
    const auto group = decode(options, envelope, received_at);
    if (!group) {
        TOCSIN_ASSERT(is_shown(group.error()));
        TOCSIN_ASSERT(group.error().code == ErrorCode::malformed ||
                      group.error().code == ErrorCode::refused);
        return false;
    }
    check_group(group.value(), options.kind);
    return !group.value().alerts.empty() || group.value().ignored_count == 0;
}

bool decode_as(SenderKind kind, std::string_view bytes) {
    DecodeOptions options;
    options.kind = kind;
    return decode_with(options, {"application/json", "/webhooks/x", std::string(bytes)});
}

Pointers at(std::initializer_list<std::string_view> pointers) {
    Pointers all;
    for (const std::string_view pointer : pointers) all.push_back(parse_pointer(pointer).value());
    return all;
}

// One alert, with everything that a source can ask for.
Extract of_one_alert() {
    Extract extract;
    extract.embedded_json = at({"/m", "/m/m"});
    extract.only_if = {{at({"/type"}).front(), compile_pattern("^$|alert").pattern}};
    extract.state = at({"/state", "/m/state", "query:state"});
    extract.firing = {{"firing", "1"}, {compile_pattern("^crit").pattern}};
    extract.resolved = {{"ok", "0"}, {}};
    extract.key = at({"/id", "/m/id"});
    extract.key_joined = true;
    extract.title = parse_filled_text("{/name} on {header:X-Host}: {/o}").value();
    extract.description = at({"/text"});
    extract.severity = at({"/severity"});
    extract.severity_map = {{"5", "critical"}};
    extract.starts_at = at({"/from"});
    extract.ends_at = at({"/to"});
    extract.time_zone = date::locate_zone("Europe/Berlin");
    extract.labels = {{"name", at({"/name", "query:name"})}};
    extract.labels_from_object = at({"/o"});
    extract.labels_from_pairs = {{at({"/pairs"}), at({"/n"}).front(), at({"/v"}).front()}};
    extract.labels_from_list = {{at({"/list"}), ",", ":"}};
    return extract;
}

// An array of them, whose state is a time, named by their labels.
Extract of_many_alerts() {
    Extract extract = of_one_alert();
    extract.only_if.clear();
    extract.items = Pointer{};
    extract.state = at({"/to"});
    extract.resolved_if_past = true;
    extract.missing_state = MissingState::reject;
    extract.key.clear();
    return extract;
}

}  // namespace

bool alertmanager(std::string_view bytes) {
    return decode_as(SenderKind::alertmanager, bytes);
}

bool grafana(std::string_view bytes) {
    return decode_as(SenderKind::grafana, bytes);
}

bool grafana_legacy(std::string_view bytes) {
    return decode_as(SenderKind::grafana_legacy, bytes);
}

bool prometheus(std::string_view bytes) {
    return decode_as(SenderKind::prometheus, bytes);
}

bool generic(std::string_view bytes) {
    static const auto one = std::make_shared<const Extract>(of_one_alert());
    static const auto many = std::make_shared<const Extract>(of_many_alerts());
    const std::string_view query = bytes.substr(0, bytes.find('\n'));
    const std::string_view body =
        query.size() == bytes.size() ? std::string_view() : bytes.substr(query.size() + 1);
    bool taken = false;
    for (const auto& extract : {one, many}) {
        for (const char* type : {"application/json", "application/x-www-form-urlencoded"}) {
            DecodeOptions options;
            options.kind = SenderKind::generic;
            options.extract = extract;
            Envelope envelope{type, "/webhooks/x?" + std::string(query), std::string(body)};
            envelope.kept.add("X-Host", std::string(query));
            taken = decode_with(options, envelope) || taken;
        }
    }
    return taken;
}

// The query, a line's end, and the body.
bool order(std::string_view bytes) {
    static const auto pages = std::make_shared<const OrderPages>(OrderPages{
        {PageId("p1"), OrderPage{PageName("main"), {{ComponentAlias("api"), ComponentId("c1")}}}}});
    DecodeOptions options;
    options.kind = SenderKind::statuspage;
    options.pages = pages;
    const std::string_view query = bytes.substr(0, bytes.find('\n'));
    const std::string_view body =
        query.size() == bytes.size() ? std::string_view() : bytes.substr(query.size() + 1);
    Envelope envelope{"", "/webhooks/x/pages/p1/incidents?" + std::string(query),
                      std::string(body)};
    const auto decoded = decode_order(options, envelope);
    if (!decoded) {
        TOCSIN_ASSERT(is_shown(decoded.error()));
        return false;
    }
    const CreateOrder& order = decoded.value();
    TOCSIN_ASSERT(!order.name.empty() && is_utf8(order.name) && is_utf8(order.body));
    TOCSIN_ASSERT(count_code_points(order.name) <= name_code_points_max);
    TOCSIN_ASSERT(count_code_points(order.body) <= body_code_points_max);
    TOCSIN_ASSERT(order.concerned.size() <= 1 && order.components.size() <= 1);
    TOCSIN_ASSERT((order.kind == RuleKind::maintenance) == order.maintenance.has_value());
    TOCSIN_ASSERT((order.kind == RuleKind::backfill) == !order.backfill_date.empty());
    TOCSIN_ASSERT(order.components.empty() || !is_final(order.status));
    envelope.kept.add("Idempotency-Key", "k");
    TOCSIN_ASSERT(decode_order(options, envelope).value().mark.content == order.mark.content);
    return true;
}

bool form(std::string_view bytes) {
    const auto fields = parse_form(bytes);
    if (!fields) {
        TOCSIN_ASSERT(fields.error().code == ErrorCode::malformed);
        return false;
    }
    TOCSIN_ASSERT(fields.value().size() <= form_fields_max);
    std::string again;
    for (const FormField& field : fields.value()) {
        TOCSIN_ASSERT(is_utf8(field.name) && is_utf8(field.value));
        again += percent_encode(field.name) + '=' + percent_encode(field.value) + '&';
    }
    TOCSIN_ASSERT(parse_form(again).value() == fields.value());
    return !fields.value().empty();
}

bool alertmanager_api(std::string_view bytes) {
    const auto listed = decode_listed_alerts(bytes);
    const auto status = decode_alertmanager_status(bytes);
    TOCSIN_ASSERT(!listed || !status);  // An array, or an object.
    if (!listed) TOCSIN_ASSERT(is_shown(listed.error()));
    if (!status) TOCSIN_ASSERT(is_shown(status.error()));
    if (listed) {
        for (const Fingerprint& name : listed.value()) TOCSIN_ASSERT(!name.empty());
    }
    return listed || status;
}

}  // namespace tocsin::fuzz
