#include "tests/emulator/options.hpp"

#include <algorithm>
#include <boost/json/value.hpp>
#include <type_traits>

namespace tocsin {

namespace json = boost::json;

namespace {

bool set_field(bool& field, const json::value& given) {
    if (!given.is_bool()) return false;
    field = given.get_bool();
    return true;
}

bool set_field(std::string& field, const json::value& given) {
    if (!given.is_string() || given.get_string().empty()) return false;
    field = std::string(given.get_string());
    return true;
}

bool set_field(std::uint64_t& field, const json::value& given) {
    if (!given.is_int64() || given.get_int64() < 0) return false;
    field = static_cast<std::uint64_t>(given.get_int64());
    return true;
}

// A status code.
bool set_field(unsigned& field, const json::value& given) {
    if (!given.is_int64() || given.get_int64() < 400 || given.get_int64() > 499) return false;
    field = static_cast<unsigned>(given.get_int64());
    return true;
}

bool set_field(Duration& field, const json::value& given) {
    if (!given.is_string()) return false;
    const auto parsed = parse_duration(std::string_view(given.get_string()));
    if (!parsed) return false;
    field = *parsed;
    return true;
}

template <class Enum>
requires std::is_enum_v<Enum>
bool set_field(Enum& field, const json::value& given) {
    if (!given.is_string()) return false;
    const auto words = words_of(Enum{});
    const auto found = std::ranges::find(words, std::string_view(given.get_string()));
    if (found == words.end()) return false;
    field = static_cast<Enum>(found - words.begin());
    return true;
}

json::value show_field(bool field) {
    return field;
}
json::value show_field(const std::string& field) {
    return json::string(field);
}
json::value show_field(std::uint64_t field) {
    return field;
}
json::value show_field(unsigned field) {
    return field;
}
json::value show_field(Duration field) {
    return json::string(format_duration(field));
}

template <class Enum>
requires std::is_enum_v<Enum> json::value show_field(Enum field) {
    return json::string(words_of(field)[static_cast<std::size_t>(field)]);
}

}  // namespace

Result<void> apply_option_changes(ModelOptions& options, const json::object& changes) {
    ModelOptions changed = options;
    for (const auto& change : changes) {
        bool known = false;
        bool fits = false;
        for_each_option(changed, [&](std::string_view name, auto& field) {
            if (name != std::string_view(change.key())) return;
            known = true;
            fits = set_field(field, change.value());
        });
        const std::string name(change.key());
        if (!known) return refused("there is no option \"" + name + "\"");
        if (!fits) return refused("the value of \"" + name + "\" is not one it can take");
    }
    if (changed.rate_window == Duration(0))
        return refused("\"rate_window\" is longer than nothing");
    options = std::move(changed);
    return success();
}

json::object options_as_json(const ModelOptions& options) {
    json::object shown;
    for_each_option(options, [&](std::string_view name, const auto& field) {
        shown[name] = show_field(field);
    });
    return shown;
}

}  // namespace tocsin
