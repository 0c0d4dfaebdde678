#include "decode/form.hpp"

#include <fmt/format.h>

#include "base/http.hpp"
#include "base/text.hpp"

namespace tocsin {

Result<std::vector<FormField>> parse_form(std::string_view text) {
    std::vector<FormField> fields;
    std::string_view rest = text;
    while (!rest.empty()) {
        const std::size_t at = text.size() - rest.size();
        const std::string_view field = next_query_field(rest);
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
    }
    return fields;
}

}  // namespace tocsin
