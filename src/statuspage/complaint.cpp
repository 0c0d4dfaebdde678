// See complaint.hpp.  Any shape is good enough to be shown; none is trusted.
#include "statuspage/complaint.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "base/text.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

constexpr std::size_t complaint_length_max = 300;

// Strings as they are, lists joined, objects as "field: text".
std::string flatten(const json::value& value) {
    if (value.is_string()) return std::string(value.get_string());
    std::string text;
    if (value.is_array()) {
        for (const json::value& item : value.get_array()) {
            if (!text.empty()) text += ", ";
            text += flatten(item);
        }
        return text;
    }
    if (value.is_object()) {
        for (const auto& field : value.get_object()) {
            if (!text.empty()) text += "; ";
            text += std::string(field.key()) + ": " + flatten(field.value());
        }
        return text;
    }
    return json::serialize(value);
}

}  // namespace

std::string complaint_of(std::string_view body, const Secret& key) {
    boost::system::error_code error;
    const json::value value = json::parse(body, error);
    std::string text;
    if (!error && value.is_object()) {
        const json::object& object = value.get_object();
        for (const char* field : {"error", "message"}) {
            const json::value* said = object.if_contains(field);
            if (text.empty() && said != nullptr && !said->is_null()) text = flatten(*said);
        }
    }
    if (text.empty()) text = body;
    return truncate(trim(cover(without_invisible(text), key)), complaint_length_max);
}

}  // namespace tocsin
