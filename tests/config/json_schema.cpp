#include "tests/config/json_schema.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <regex>

namespace tocsin::testing {
namespace {

namespace json = boost::json;

using Misfits = std::vector<std::string>;

bool is_of_type(std::string_view type, const json::value& value) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_bool();
    if (type == "integer") return value.is_int64() || value.is_uint64();
    return type == "number" && value.is_number();
}

class Validation {
public:
    explicit Validation(const json::value& root) : root_(root) {}

    void check(const json::value& schema, const json::value& value, const std::string& at) {
        if (schema.is_bool()) {
            if (!schema.as_bool()) found_.push_back(at + ": nothing may stand here");
            return;
        }
        for (const auto& word : schema.as_object()) {
            check_word(schema.as_object(), word.key(), word.value(), value, at);
        }
    }

    Misfits found_;

private:
    bool fits(const json::value& schema, const json::value& value) {
        Validation other(root_);
        other.check(schema, value, "");
        return other.found_.empty();
    }

    void want(bool holds, const std::string& at, std::string_view word) {
        if (!holds) found_.push_back(at + ": " + std::string(word));
    }

    void check_word(const json::object& schema, std::string_view word, const json::value& wanted,
                    const json::value& value, const std::string& at) {
        static const std::map<std::string_view, int> silent{{"$schema", 0}, {"$defs", 0},
                                                            {"title", 0},   {"description", 0},
                                                            {"default", 0}, {"format", 0}};
        if (silent.count(word) > 0) return;
        if (word == "$ref") {
            check(root_.at("$defs").at(wanted.as_string().subview(8)), value, at);
        } else if (word == "type") {
            want(is_of_type(wanted.as_string(), value), at, word);
        } else if (word == "const") {
            want(value == wanted, at, word);
        } else if (word == "enum") {
            const auto& words = wanted.as_array();
            want(std::find(words.begin(), words.end(), value) != words.end(), at, word);
        } else if (word == "anyOf") {
            const auto& all = wanted.as_array();
            want(std::any_of(all.begin(), all.end(),
                             [&](const json::value& one) { return fits(one, value); }),
                 at, word);
        } else if (word == "not") {
            want(!fits(wanted, value), at, word);
        } else if (word == "properties" || word == "additionalProperties" || word == "required" ||
                   word == "minProperties" || word == "maxProperties") {
            if (value.is_object()) check_object(schema, word, wanted, value.as_object(), at);
        } else if (word == "items" || word == "minItems") {
            if (value.is_array()) check_array(word, wanted, value.as_array(), at);
        } else {
            check_plain(word, wanted, value, at);
        }
    }

    void check_object(const json::object& schema, std::string_view word, const json::value& wanted,
                      const json::object& value, const std::string& at) {
        if (word == "minProperties") {
            want(value.size() >= wanted.to_number<std::size_t>(), at, word);
        } else if (word == "maxProperties") {
            want(value.size() <= wanted.to_number<std::size_t>(), at, word);
        } else if (word == "required") {
            for (const json::value& name : wanted.as_array()) {
                want(value.contains(name.as_string()), at, "required");
            }
        } else {
            for (const auto& member : value) {
                const auto* known = schema.if_contains("properties");
                const bool named = known != nullptr && known->as_object().contains(member.key());
                if (named != (word == "properties")) continue;
                check(named ? known->at(member.key()) : wanted, member.value(),
                      at + '/' + std::string(member.key()));
            }
        }
    }

    void check_array(std::string_view word, const json::value& wanted, const json::array& value,
                     const std::string& at) {
        if (word == "minItems") {
            return want(value.size() >= wanted.to_number<std::size_t>(), at, word);
        }
        for (std::size_t i = 0; i < value.size(); ++i) {
            check(wanted, value[i], at + '/' + std::to_string(i));
        }
    }

    void check_plain(std::string_view word, const json::value& wanted, const json::value& value,
                     const std::string& at) {
        if (word == "minimum") {
            if (value.is_number()) {
                want(value.to_number<double>() >= wanted.to_number<double>(), at, word);
            }
        } else if (word == "maximum") {
            if (value.is_number()) {
                want(value.to_number<double>() <= wanted.to_number<double>(), at, word);
            }
        } else if (word == "minLength") {
            if (value.is_string()) {
                want(value.as_string().size() >= wanted.to_number<std::size_t>(), at, word);
            }
        } else if (word == "pattern") {
            const std::regex pattern(std::string(wanted.as_string()));
            if (value.is_string()) {
                want(std::regex_search(std::string(value.as_string()), pattern), at, word);
            }
        } else {
            found_.push_back(at + ": the validator does not know \"" + std::string(word) + '"');
        }
    }

    const json::value& root_;
};

}  // namespace

Misfits misfits(const json::value& schema, const json::value& instance) {
    Validation validation(schema);
    validation.check(schema, instance, "");
    return validation.found_;
}

}  // namespace tocsin::testing
