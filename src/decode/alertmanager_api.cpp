#include "decode/alertmanager_api.hpp"

#include <fmt/format.h>

#include <boost/json/object.hpp>

#include "decode/document.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

// Empty: missing, or no text.
std::string_view text_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                  : std::string_view();
}

}  // namespace

Result<AlertmanagerStatus> decode_alertmanager_status(std::string_view body) {
    Document document;
    TRY(const json::value* value, document.read(body));
    if (!value->is_object()) {
        return malformed(
            fmt::format("the document: expected an object, not {}", kind_name(*value)));
    }
    const json::object& status = value->get_object();
    const auto started_at = parse_rfc3339(text_of(status, "uptime"));
    if (!started_at) return malformed("/uptime: expected a time");
    AlertmanagerStatus read{*started_at, {}};
    const json::value* cluster = status.if_contains("cluster");
    if (cluster != nullptr && cluster->is_object())
        read.peer = text_of(cluster->get_object(), "name");
    return read;
}

}  // namespace tocsin
