// The body of a webhook → alerts that can be named, or an error that can be shown.
#include "decode/decode.hpp"

#include <set>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "decode/alertmanager_api.hpp"
#include "tests/fuzz/targets.hpp"

namespace tocsin::fuzz {
namespace {

constexpr std::uint32_t alerts_max = 8;

bool is_shown(const Error& error) {
    return !error.message.empty() && error.message.size() < 400 &&
           without_invisible(error.message) == error.message;
}

bool decode_as(SenderKind kind, std::string_view bytes) {
    DecodeOptions options;
    options.kind = kind;
    options.labels = Labels{{"env", "test"}, {"severity", "info"}};
    options.alerts_max = alerts_max;
    const Envelope envelope{"application/json", "/webhooks/x", std::string(bytes)};
    const auto group = decode(options, envelope, from_micros(1'791'021'600'000'000));
    if (!group) {
        TOCSIN_ASSERT(is_shown(group.error()));
        TOCSIN_ASSERT(group.error().code == ErrorCode::malformed ||
                      group.error().code == ErrorCode::refused);
        return false;
    }
    TOCSIN_ASSERT(group.value().alerts.size() <= alerts_max);
    for (const Alert& alert : group.value().alerts) {
        TOCSIN_ASSERT(!alert.fingerprint.empty());
        TOCSIN_ASSERT(alert.labels.find("env").has_value());
        TOCSIN_ASSERT(alert.state == AlertState::resolved || !alert.ends_at);
        for (const auto [name, value] : alert.labels) {
            TOCSIN_ASSERT(!name.empty() && !value.empty());
            TOCSIN_ASSERT(is_utf8(name) && is_utf8(value));
        }
        for (const auto [name, value] : alert.annotations) {
            TOCSIN_ASSERT(!name.empty() && is_utf8(name) && is_utf8(value));
        }
    }
    return true;
}

}  // namespace

bool alertmanager(std::string_view bytes) {
    return decode_as(SenderKind::alertmanager, bytes);
}

bool grafana(std::string_view bytes) {
    return decode_as(SenderKind::grafana, bytes);
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
