#include "decode/form.hpp"

#include <fmt/format.h>

#include "base/http.hpp"
#include "base/text.hpp"

namespace tocsin {

Result<std::vector<FormField>> parse_form(std::string_view text) {
    std::vector<FormField> fields;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::string_view field = text.substr(at, text.find('&', at) - at);
        const std::size_t equals = field.find('=');
        const auto name = percent_decode(field.substr(0, equals), true);
        const auto value =
            percent_decode(equals == std::string_view::npos ? "" : field.substr(equals + 1), true);
        if (!name || !value)
            return malformed(fmt::format("not a form: a broken escape behind byte {}", at));
        if (!is_utf8(*name) || !is_utf8(*value))
            return malformed(fmt::format("not a form: no UTF-8 behind byte {}", at));
        if (!field.empty()) {
            if (fields.size() == form_fields_max) return malformed("not a form: too many fields");
            fields.push_back({*name, *value});
        }
        at += field.size() + 1;
    }
    return fields;
}

}  // namespace tocsin
