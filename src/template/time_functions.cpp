#include "template/time_functions.hpp"

#include <date/tz.h>

#include <stdexcept>

#include "template/time_layout.hpp"

namespace tocsin {
namespace {

using Arguments = std::span<const Value>;
using System = std::chrono::time_point<std::chrono::system_clock, Duration>;

// Null if there is no zone of that name.  "" is UTC, as in Go; "Local" would be the machine's.
const date::time_zone* zone_named(const std::string& name) {
    try {
        return date::locate_zone(name.empty() ? "UTC" : name);
    } catch (const std::runtime_error&) {
        return nullptr;
    }
}

std::string no_zone(std::string_view name) {
    return "there is no time zone \"" + std::string(name) + "\"";
}

}  // namespace

Result<Value> call_date(Arguments arguments) {
    const Value& time = arguments[1];
    if (time.kind() == Kind::nil) return Value::derived("", arguments.data(), arguments.size());
    std::string text = format_time(time.as_time(), time.zone(), arguments[0].as_text());
    return Value::derived(std::move(text), arguments.data(), arguments.size());
}

Result<Value> call_tz(Arguments arguments) {
    const std::string& name = arguments[0].as_text();
    const date::time_zone* const zone = zone_named(name);
    if (zone == nullptr) return refused(no_zone(name));
    if (arguments[1].kind() == Kind::nil) return Value();
    const WallTime time = arguments[1].as_time();
    const auto info =
        zone->get_info(date::floor<std::chrono::seconds>(System(time.time_since_epoch())));
    return Value::time(time, {static_cast<std::int32_t>(info.offset.count()), info.abbrev});
}

Result<Value> call_since(Arguments arguments, Workspace& workspace) {
    if (arguments[0].kind() == Kind::nil) return Value();
    return Value::duration(workspace.now() - arguments[0].as_time());
}

std::string objection_to_zone(std::string_view name, std::span<const KnownKind>) {
    return zone_named(std::string(name)) == nullptr ? no_zone(name) : std::string();
}

}  // namespace tocsin
