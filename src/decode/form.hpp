// form: the fields of application/x-www-form-urlencoded, which a query is too.
//
// Bounded and UTF-8 only: what is in a field becomes a label or a name.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace tocsin {

struct FormField {
    std::string name, value;

    bool operator==(const FormField&) const = default;
};

// A body of more fields than this is no form that a person or a monitor has filled in.
constexpr std::size_t form_fields_max = 10'000;

// The fields in their order, decoded; empty ones ("&&") are left out, and one without "=" is empty.
// Fails with `malformed` at a broken escape, at bytes that are not UTF-8, and beyond
// form_fields_max.
Result<std::vector<FormField>> parse_form(std::string_view text);

}  // namespace tocsin
