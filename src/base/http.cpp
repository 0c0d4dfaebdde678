#include "base/http.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tocsin {
namespace {

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_unreserved(char c) {
    return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

bool is_token_character(char c) {
    return is_alphanumeric(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

std::optional<std::string> name_of_field(std::string_view field) {
    return percent_decode(field.substr(0, field.find('=')), true);
}

}  // namespace

std::optional<std::string_view> Headers::find(std::string_view name) const {
    for (const Header& field : fields_) {
        if (equal_ignoring_case(field.name, name)) return field.value;
    }
    return std::nullopt;
}

void Headers::add(std::string name, std::string value) {
    fields_.push_back({std::move(name), std::move(value)});
}

void Headers::remove(std::string_view name) {
    std::erase_if(fields_,
                  [&](const Header& field) { return equal_ignoring_case(field.name, name); });
}

std::optional<std::string_view> authorization(const Headers& headers, std::string_view scheme) {
    const auto value = headers.find("Authorization");
    if (!value || value->size() <= scheme.size() || (*value)[scheme.size()] != ' ')
        return std::nullopt;
    if (!equal_ignoring_case(value->substr(0, scheme.size()), scheme)) return std::nullopt;
    return trim(value->substr(scheme.size() + 1));
}

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

std::string percent_encode(std::string_view text) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        if (is_unreserved(c)) {
            encoded += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            encoded += '%';
            encoded += digits[byte >> 4];
            encoded += digits[byte & 15];
        }
    }
    return encoded;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            decoded += ' ';
        } else if (text[i] == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_value(text[i + 1]);
            const int low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            decoded += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            decoded += text[i];
        }
    }
    return decoded;
}

std::string_view query_of(std::string_view target) {
    const std::size_t mark = target.find('?');
    return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

std::string_view next_query_field(std::string_view& query) {
    const std::size_t end = query.find('&');
    const std::string_view field = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    return field;
}

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
    while (!query.empty()) {
        const std::string_view field = next_query_field(query);
        if (name_of_field(field) != name) continue;
        const std::size_t equals = field.find('=');
        if (equals == std::string_view::npos) return "";
        return percent_decode(field.substr(equals + 1), true);
    }
    return std::nullopt;
}

std::string query_without(std::string_view query, std::string_view name) {
    std::string rest;
    while (!query.empty()) {
        const std::string_view field = next_query_field(query);
        if (name_of_field(field) == name) continue;
        if (!rest.empty()) rest += '&';
        rest += field;
    }
    return rest;
}

}  // namespace tocsin
