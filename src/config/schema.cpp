#include "config/schema.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <set>

#include "config/key_texts.hpp"
#include "config/keys.hpp"
#include "config/to_json.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;

constexpr std::string_view roots[] = {"main", "rules", "sources"};

// As parse_duration and parse_size read them.
constexpr std::string_view duration_pattern =
    "^(0|([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?)$";
constexpr std::string_view size_pattern = "^[0-9]+(B|KiB|MiB|GiB)$";
// A duration or a size without a digit but 0.
constexpr std::string_view nothing_pattern = "^[^1-9]*$";

// "source.*.auth" → "source.NAME.auth": a star would look like a pattern.
std::string definition_name(std::string_view where) {
    std::string name(where);
    for (std::size_t at = name.find('*'); at != std::string::npos; at = name.find('*')) {
        name.replace(at, 1, "NAME");
    }
    return name;
}

json::object text_schema() {
    return {{"type", "string"}};
}

json::object array_of(json::object items) {
    return {{"type", "array"}, {"items", std::move(items)}};
}

json::object map_of(json::object values) {
    return {{"type", "object"}, {"additionalProperties", std::move(values)}};
}

json::object any_of(json::object a, json::object b) {
    return {{"anyOf", json::array{std::move(a), std::move(b)}}};
}

json::object pattern_schema(std::string_view pattern, bool more_than_nothing) {
    json::object schema{{"type", "string"}, {"minLength", 1}, {"pattern", pattern}};
    if (more_than_nothing) schema["not"] = json::object{{"pattern", nothing_pattern}};
    return schema;
}

json::object word_schema(const Key& key) {
    json::array words;
    for (const std::string_view list : {key.words, key.later}) {
        for (const std::string_view word : split_words(list)) words.emplace_back(word);
    }
    return {{"enum", std::move(words)}};
}

json::object number_schema(const Key& key) {
    json::object schema{{"type", key.kind == KeyKind::integer ? "integer" : "number"}};
    const std::size_t dots = key.words.find("..");
    if (dots == std::string_view::npos) return schema;
    const auto bound = [](std::string_view text) {
        std::int64_t number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        return number;
    };
    schema["minimum"] = bound(key.words.substr(0, dots));
    schema["maximum"] = bound(key.words.substr(dots + 2));
    return schema;
}

json::object filled_text_schema() {
    return {{"type", "string"}, {"minLength", 1}};
}

json::object secret_schema() {
    json::object sources;
    for (const std::string_view kind : {"credential", "file", "env"}) {
        sources[kind] = filled_text_schema();
    }
    return {{"type", "object"},
            {"properties", std::move(sources)},
            {"additionalProperties", false},
            {"minProperties", 1},
            {"maxProperties", 1}};
}

class Schema {
public:
    json::object definitions() {
        for (const std::string_view root : roots) define(table_keys(root));
        return std::move(definitions_);
    }

private:
    json::object reference(const TableKeys& table) {
        define(table);
        return {{"$ref", "#/$defs/" + definition_name(table.where)}};
    }

    void define(const TableKeys& table) {
        if (!defined_.insert(table.where).second) return;
        // Said before the tables below, so that these stand behind it.
        definitions_.emplace(definition_name(table.where), nullptr);
        json::object properties;
        json::array needed;
        for (const Key* key : table.keys) {
            properties.emplace(key->name, with_texts(*key, of_value(*key, table)));
            if (key->fallback == required) needed.emplace_back(key->name);
        }
        json::object schema{{"type", "object"}};
        if (!properties.empty()) schema["properties"] = std::move(properties);
        if (table.any != nullptr) {
            schema["additionalProperties"] = with_texts(*table.any, of_value(*table.any, table));
        } else {
            schema["additionalProperties"] = false;
        }
        if (!needed.empty()) schema["required"] = std::move(needed);
        definitions_[definition_name(table.where)] = std::move(schema);
    }

    json::object with_texts(const Key& key, json::object schema) {
        std::string text(text_of(key));
        if (key.support == Support::later) text += " Not supported yet.";
        if (key.support == Support::default_only) text += " Only the default is supported yet.";
        if (!key.later.empty()) {
            std::string words;
            for (const std::string_view word : split_words(key.later)) {
                words += (words.empty() ? "" : ", ") + std::string(word);
            }
            text += " Not supported yet: " + words + ".";
        }
        if (!text.empty()) schema["description"] = text;
        if (auto value = default_of(key)) schema["default"] = std::move(*value);
        return schema;
    }

    json::object of_auth(const Key& key, const TableKeys& table) {
        json::object method = reference(*table.table_below(key.name));
        method["minProperties"] = 1;
        method["maxProperties"] = 1;
        json::object methods = array_of(method);
        methods["minItems"] = 1;
        return {{"anyOf", json::array{json::object{{"const", "none"}}, std::move(method),
                                      std::move(methods)}}};
    }

    json::object of_value(const Key& key, const TableKeys& table) {
        switch (key.kind) {
            case KeyKind::boolean:
                return {{"type", "boolean"}};
            case KeyKind::integer:
            case KeyKind::number:
                return number_schema(key);
            case KeyKind::text:
                return key.words == "+" ? filled_text_schema() : text_schema();
            case KeyKind::zone:
                return text_schema();
            case KeyKind::date_time:
                return {{"type", "string"}, {"format", "date-time"}};
            case KeyKind::texts:
                return array_of(text_schema());
            case KeyKind::text_or_texts:
                return any_of(text_schema(), array_of(text_schema()));
            case KeyKind::duration:
                return pattern_schema(duration_pattern, key.words == ">0");
            case KeyKind::size:
                return pattern_schema(size_pattern, key.words == ">0");
            case KeyKind::word:
                return word_schema(key);
            case KeyKind::words:
                return array_of(word_schema(key));
            case KeyKind::by_severity:
                return any_of(word_schema(key), map_of(word_schema(key)));
            case KeyKind::text_map:
                return map_of(text_schema());
            default:
                return of_table(key, table);
        }
    }

    json::object of_table(const Key& key, const TableKeys& table) {
        switch (key.kind) {
            case KeyKind::extract_map: {
                json::object constant{{"type", "object"},
                                      {"properties", {{"const", text_schema()}}},
                                      {"additionalProperties", false},
                                      {"required", json::array{"const"}}};
                return map_of(
                    any_of(any_of(text_schema(), array_of(text_schema())), std::move(constant)));
            }
            case KeyKind::secret:
                return secret_schema();
            case KeyKind::secrets: {
                json::object several = array_of(secret_schema());
                several["minItems"] = 1;
                return any_of(secret_schema(), std::move(several));
            }
            case KeyKind::path_or_secret:
                return any_of(filled_text_schema(), secret_schema());
            case KeyKind::auth:
                return of_auth(key, table);
            case KeyKind::alerts:
                return array_of(any_of(text_schema(), reference(*table.table_below("alert"))));
            case KeyKind::tables:
                return array_of(reference(*table.table_below(key.name)));
            default:
                return reference(*table.table_below(key.name));
        }
    }

    json::object definitions_;
    std::set<std::string> defined_;
};

}  // namespace

std::string json_schema(std::string_view root) {
    json::object schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"}};
    json::array any;
    for (const std::string_view known : roots) {
        any.push_back(json::object{{"$ref", "#/$defs/" + std::string(known)}});
        if (root != known) continue;
        schema["title"] = "tocsin: " + std::string(root);
        schema["$ref"] = "#/$defs/" + std::string(root);
    }
    if (!schema.contains("$ref")) {
        schema["title"] = "tocsin: the main file, a rule file or a source file";
        schema["anyOf"] = std::move(any);
    }
    schema["$defs"] = Schema().definitions();
    return pretty_json(schema);
}

}  // namespace tocsin
