#include "config/check_value.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <string>

#include "base/text.hpp"
#include "base/time.hpp"
#include "config/parse_size.hpp"
#include "config/toml_document.hpp"

namespace tocsin {
namespace {

struct Noun {
    std::string_view name;
    std::string_view hint;
};

Noun noun_of(KeyKind kind) {
    switch (kind) {
        case KeyKind::boolean:
            return {"true or false", "true and false stand without quotes"};
        case KeyKind::integer:
            return {"a whole number", "numbers stand without quotes"};
        case KeyKind::number:
            return {"a number", "numbers stand without quotes"};
        case KeyKind::text:
        case KeyKind::word:
        case KeyKind::zone:
            return {"a text", "a text stands in quotes"};
        case KeyKind::texts:
        case KeyKind::words:
            return {"an array of texts", "an array stands in […], for example [\"a\", \"b\"]"};
        case KeyKind::text_or_texts:
            return {"a text or an array of texts", "for example \"a\" or [\"a\", \"b\"]"};
        case KeyKind::duration:
            return {"a duration", "a duration is a string, for example \"5m\""};
        case KeyKind::size:
            return {"a size", "a size is a string, for example \"4MiB\""};
        case KeyKind::by_severity:
            return {"one word or a table by severity", "for example { critical = \"…\" }"};
        case KeyKind::text_map:
            return {"a table of texts", "for example { name = \"value\" }"};
        case KeyKind::extract_map:
            return {"a table of pointers",
                    "for example { name = \"/name\", team = { const = \"web\" } }"};
        case KeyKind::secret:
        case KeyKind::secrets:
            return {"a secret", "{ credential = \"NAME\" }, { file = \"/path\" } or { env = … }"};
        case KeyKind::path_or_secret:
            return {"a path or a secret", "\"/path\", { credential = … } or { file = … }"};
        case KeyKind::auth:
            return {"\"none\" or a way to authenticate", "for example { bearer = { file = … } }"};
        case KeyKind::date_time:
            return {"a date with a time", "without quotes, for example 2026-10-03T10:00:00Z"};
        case KeyKind::alerts:
            return {"an array of label sets", "for example ['{alertname=\"A\"}'] or [\"*\"]"};
        case KeyKind::table:
            return {"a table", ""};
        case KeyKind::tables:
            return {"an array of tables", "write it as [[…]]"};
    }
    return {"something else", ""};
}

std::string list_of(const Key& key) {
    std::string list;
    for (const std::string_view words : {key.words, key.later}) {
        for (const std::string_view word : split_words(words)) {
            if (!list.empty()) list += ", ";
            list += word;
        }
    }
    return list;
}

void check_word(const ValueCheck& check, const Key& key, std::string_view word,
                const Place& place) {
    const auto now = split_words(key.words);
    if (std::find(now.begin(), now.end(), word) != now.end()) return;
    const auto later = split_words(key.later);
    if (std::find(later.begin(), later.end(), word) != later.end()) {
        if (!check.refuse_later) return;
        check.report.error("E399", place,
                           fmt::format("{} = \"{}\" is not supported yet", key.name, word),
                           fmt::format("now: {}", fmt::join(now, ", ")));
        return;
    }
    auto all = now;
    all.insert(all.end(), later.begin(), later.end());
    const auto near = nearest(word, all);
    check.report.error("E206", place,
                       fmt::format("\"{}\" is not a value of \"{}\", which is one of {}", word,
                                   key.name, list_of(key)),
                       near ? fmt::format("did you mean \"{}\"?", *near) : std::string());
}

// "1..65535"; nothing if the row has none.
struct Bounds {
    double low = 0, high = 0;
};
std::optional<Bounds> range_of(const Key& key) {
    const std::size_t dots = key.words.find("..");
    if (dots == std::string_view::npos) return std::nullopt;
    Bounds range;
    const std::string_view low = key.words.substr(0, dots);
    const std::string_view high = key.words.substr(dots + 2);
    std::from_chars(low.data(), low.data() + low.size(), range.low);
    std::from_chars(high.data(), high.data() + high.size(), range.high);
    return range;
}

void check_number(const ValueCheck& check, const Key& key, const toml::node& value) {
    const bool fits = value.is_integer() || (key.kind == KeyKind::number && value.is_number());
    if (!fits) return report_type(check, key, value);
    const auto range = range_of(key);
    const double number = *value.value<double>();
    if (!range || (number >= range->low && number <= range->high)) return;
    check.report.error(
        "E207", place_of(check.file, value),
        fmt::format("\"{}\" must be from {} to {}", key.name, range->low, range->high));
}

void check_duration(const ValueCheck& check, const Key& key, const toml::node& value) {
    const auto text = text_in(&value);
    if (!text) return report_type(check, key, value);
    const auto duration = parse_duration(*text);
    if (!duration) {
        check.report.error("E207", place_of(check.file, value),
                           fmt::format("\"{}\" is not a duration", *text),
                           "units in this order: y w d h m s ms, for example \"1h30m\"");
    } else if (key.words == ">0" && *duration == Duration(0)) {
        check.report.error("E207", place_of(check.file, value),
                           fmt::format("\"{}\" must be more than 0s", key.name));
    }
}

void check_size(const ValueCheck& check, const Key& key, const toml::node& value) {
    const auto text = text_in(&value);
    if (!text) return report_type(check, key, value);
    const auto size = parse_size(*text);
    if (size && (*size > 0 || key.words != ">0")) return;
    check.report.error("E207", place_of(check.file, value),
                       fmt::format("\"{}\" is not a size", *text),
                       "a whole number with B, KiB, MiB or GiB, for example \"4MiB\"");
}

void check_zone(const ValueCheck& check, const Key& key, const toml::node& value) {
    const auto text = text_in(&value);
    if (!text) return report_type(check, key, value);
    if (*text == "UTC") return;
    try {
        date::locate_zone(std::string(*text));
    } catch (const std::runtime_error&) {
        check.report.error("E207", place_of(check.file, value),
                           fmt::format("\"{}\" is not an IANA time zone", *text),
                           "for example \"Europe/Berlin\"");
    }
}

void check_text(const ValueCheck& check, const Key& key, const toml::node& value) {
    const auto text = text_in(&value);
    if (!text) return report_type(check, key, value);
    if (key.words != "+" || !text->empty()) return;
    check.report.error("E207", place_of(check.file, value),
                       fmt::format("\"{}\" must not be empty", key.name));
}

void check_array(const ValueCheck& check, const Key& key, const toml::node& value) {
    const auto* array = value.as_array();
    if (array == nullptr) return report_type(check, key, value);
    for (const toml::node& element : *array) {
        const auto text = text_in(&element);
        if (!text) {
            report_type(check, key, element);
        } else if (key.kind == KeyKind::words) {
            check_word(check, key, *text, place_of(check.file, element));
        }
    }
}

void check_by_severity(const ValueCheck& check, const Key& key, const toml::node& value) {
    if (const auto word = text_in(&value)) {
        return check_word(check, key, *word, place_of(check.file, value));
    }
    const auto* table = value.as_table();
    if (table == nullptr) return report_type(check, key, value);
    for (const auto& [severity, node] : *table) {
        if (const auto word = text_in(&node)) {
            check_word(check, key, *word, place_of(check.file, node));
        } else {
            report_type(check, key, node);
        }
    }
}

void check_map(const ValueCheck& check, const Key& key, const toml::node& value) {
    const auto* table = value.as_table();
    if (table == nullptr) return report_type(check, key, value);
    for (const auto& [name, node] : *table) {
        if (node.is_string()) continue;
        const auto* constant = node.as_table();
        const bool is_constant = key.kind == KeyKind::extract_map && constant != nullptr &&
                                 constant->size() == 1 && text_in(constant->get("const"));
        if (is_constant) continue;
        const auto* array = key.kind == KeyKind::extract_map ? node.as_array() : nullptr;
        if (array != nullptr) {
            for (const toml::node& element : *array) {
                if (!element.is_string()) report_type(check, key, element);
            }
        } else {
            report_type(check, key, node);
        }
    }
}

void check_secrets(const ValueCheck& check, const Key& key, const toml::node& value) {
    const auto* array = value.as_array();
    if (array == nullptr || key.kind != KeyKind::secrets) {
        check_secret(check, key.name, value);
        return;
    }
    if (array->empty()) {
        check.report.error("E207", place_of(check.file, value),
                           fmt::format("\"{}\" needs at least one secret", key.name));
    }
    for (const toml::node& element : *array) check_secret(check, key.name, element);
}

void check_path(const ValueCheck& check, const Key& key, const toml::node& value) {
    const auto text = text_in(&value);
    if (!text) {
        check_secret(check, key.name, value);
    } else if (text->find("-----BEGIN") != std::string_view::npos) {
        check.report.error("E320", place_of(check.file, value),
                           fmt::format("\"{}\" holds a key itself", key.name),
                           "write the path of its file, or { credential = \"NAME\" }");
    } else {
        check_text(check, key, value);
    }
}

}  // namespace

void report_type(const ValueCheck& check, const Key& key, const toml::node& value) {
    const Noun noun = noun_of(key.kind);
    check.report.error("E201", place_of(check.file, value),
                       fmt::format("\"{}\" is {}, not {}", key.name, noun.name, type_name(value)),
                       std::string(noun.hint));
}

bool check_secret(const ValueCheck& check, std::string_view name, const toml::node& value) {
    const Place place = place_of(check.file, value);
    static constexpr std::string_view hint =
        "{ credential = \"NAME\" }, { file = \"/path\" } or { env = \"NAME\" }";
    const auto* table = value.as_table();
    if (table == nullptr) {
        const bool literal = value.is_string() || value.is_number();
        check.report.error(literal ? "E320" : "E201", place,
                           literal
                               ? fmt::format("\"{}\" is a literal secret", name)
                               : fmt::format("\"{}\" is a secret, not {}", name, type_name(value)),
                           std::string(hint));
        return false;
    }
    bool fits = table->size() == 1;
    for (const auto& [kind, node] : *table) {
        const bool known = kind == "credential" || kind == "file" || kind == "env";
        const auto text = text_in(&node);
        if (known && text && !text->empty()) continue;
        fits = false;
    }
    if (!fits) {
        check.report.error("E201", place, fmt::format("\"{}\" is not a secret", name),
                           std::string(hint));
    }
    return fits;
}

void check_value(const ValueCheck& check, const Key& key, const toml::node& value) {
    switch (key.kind) {
        case KeyKind::boolean:
            return value.is_boolean() ? void() : report_type(check, key, value);
        case KeyKind::integer:
        case KeyKind::number:
            return check_number(check, key, value);
        case KeyKind::text:
            return check_text(check, key, value);
        case KeyKind::text_or_texts:
            return value.is_string() ? void() : check_array(check, key, value);
        case KeyKind::texts:
        case KeyKind::words:
            return check_array(check, key, value);
        case KeyKind::duration:
            return check_duration(check, key, value);
        case KeyKind::size:
            return check_size(check, key, value);
        case KeyKind::word:
            return value.is_string()
                       ? check_word(check, key, *text_in(&value), place_of(check.file, value))
                       : report_type(check, key, value);
        case KeyKind::by_severity:
            return check_by_severity(check, key, value);
        case KeyKind::text_map:
        case KeyKind::extract_map:
            return check_map(check, key, value);
        case KeyKind::secret:
        case KeyKind::secrets:
            return check_secrets(check, key, value);
        case KeyKind::path_or_secret:
            return check_path(check, key, value);
        case KeyKind::zone:
            return check_zone(check, key, value);
        case KeyKind::date_time:
            return value.is_date_time() ? void() : report_type(check, key, value);
        case KeyKind::auth:
        case KeyKind::alerts:
        case KeyKind::table:
        case KeyKind::tables:
            return;
    }
}

}  // namespace tocsin
