// See alertmanager.hpp.
#include "decode/alertmanager.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <limits>

#include "base/digest.hpp"
#include "decode/alert_list.hpp"
#include "decode/document.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

// What is there but is no count means that something was left out: then nothing is proven absent.
std::uint32_t truncated_count(const json::object& message) {
    static constexpr std::uint32_t count_max = std::numeric_limits<std::uint32_t>::max() / 2;
    const json::value* value = message.if_contains("truncatedAlerts");
    if (value == nullptr || value->is_null()) return 0;
    if (!value->is_int64() && !value->is_uint64()) return 1;
    if (value->is_int64() && value->get_int64() <= 0) return 0;
    boost::system::error_code error;
    const auto count = value->to_number<std::uint64_t>(error);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(error ? 1 : count, count_max));
}

// 0 where the message names no group.
std::uint64_t group_of(const json::object& message) {
    const json::value* key = message.if_contains("groupKey");
    if (key == nullptr || !key->is_string() || key->get_string().empty()) return 0;
    const Sha256 digest = sha256(std::string_view(key->get_string()));
    std::uint64_t group = 0;
    for (std::size_t i = 0; i < sizeof group; ++i) group = group << 8 | digest[i];
    return std::max<std::uint64_t>(group, 1);
}

Result<const json::array*> find_alerts(const json::value& document) {
    if (!document.is_object()) {
        const std::string_view hint =
            document.is_array() ? " (arrays of alerts are of kind prometheus)" : "";
        return refused(fmt::format("the document: expected an object with \"alerts\", not {}{}",
                                   kind_name(document), hint));
    }
    const json::object& message = document.get_object();
    const json::value* alerts = message.if_contains("alerts");
    if (alerts == nullptr) {
        const bool legacy = message.contains("ruleId") && message.contains("state");
        return refused(fmt::format("/alerts: missing{}",
                                   legacy ? " (this looks like kind grafana-legacy)" : ""));
    }
    static const json::array none;
    if (alerts->is_null()) return &none;  // How Go writes an empty list that was never made.
    if (!alerts->is_array()) {
        return refused(fmt::format("/alerts: expected an array, not {}", kind_name(*alerts)));
    }
    return &alerts->get_array();
}

}  // namespace

Result<AlertGroup> decode_alertmanager(const DecodeOptions& options, std::string_view body,
                                       WallTime received_at, DecodeNotes* notes) {
    Document document;
    TRY(const json::value* value, document.read(body));
    TRY(const json::array* alerts, find_alerts(*value));
    const json::object& message = value->get_object();

    TRY(AlertGroup group,
        read_alert_list(options, AlertForm::webhook, *alerts, "/alerts", received_at, notes));
    group.group = group_of(message);
    group.truncated_count += truncated_count(message);
    return group;
}

}  // namespace tocsin
