#include "config/to_json.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <sstream>

namespace tocsin {
namespace {

namespace json = boost::json;

json::array array_of(std::string_view words) {
    json::array array;
    for (const std::string_view word : split_words(words)) array.emplace_back(word);
    return array;
}

json::value number_of(std::string_view text) {
    std::int64_t whole = 0;
    const char* end = text.data() + text.size();
    if (std::from_chars(text.data(), end, whole).ptr == end) return whole;
    double number = 0;
    std::from_chars(text.data(), end, number);
    return number;
}

bool is_plain(const json::value& value) {
    return !value.is_object() && !value.is_array();
}

bool is_line(const json::array& array) {
    return std::all_of(array.begin(), array.end(), is_plain);
}

class Printer {
public:
    std::string print(const json::value& value) {
        add(value);
        return out_ + '\n';
    }

private:
    void add(const json::value& value) {
        if (const auto* object = value.if_object()) {
            add_object(*object);
        } else if (const auto* array = value.if_array()) {
            add_array(*array);
        } else {
            out_ += json::serialize(value);
        }
    }

    void add_object(const json::object& object) {
        if (object.empty()) {
            out_ += "{}";
            return;
        }
        open('{');
        bool first = true;
        for (const auto& member : object) {
            line(first);
            out_ += json::serialize(json::value(member.key())) + ": ";
            add(member.value());
        }
        close('}');
    }

    void add_array(const json::array& array) {
        const bool one_line = is_line(array);
        if (one_line) {
            out_ += '[';
            for (std::size_t i = 0; i < array.size(); ++i) {
                if (i > 0) out_ += ", ";
                add(array[i]);
            }
            out_ += ']';
            return;
        }
        open('[');
        bool first = true;
        for (const json::value& element : array) {
            line(first);
            add(element);
        }
        close(']');
    }

    void open(char bracket) {
        out_ += bracket;
        depth_ += 2;
    }
    void line(bool& first) {
        out_ += first ? "\n" : ",\n";
        out_.append(depth_, ' ');
        first = false;
    }
    void close(char bracket) {
        depth_ -= 2;
        out_ += '\n';
        out_.append(depth_, ' ');
        out_ += bracket;
    }

    std::string out_;
    std::size_t depth_ = 0;
};

}  // namespace

json::value to_json(const toml::node& node) {
    if (const auto* table = node.as_table()) {
        json::object object;
        for (const auto& [key, value] : *table) object.emplace(key.str(), to_json(value));
        return object;
    }
    if (const auto* array = node.as_array()) {
        json::array elements;
        for (const toml::node& element : *array) elements.push_back(to_json(element));
        return elements;
    }
    if (const auto* text = node.as_string()) return json::value(std::string_view(text->get()));
    if (const auto* number = node.as_integer()) return number->get();
    if (const auto* number = node.as_floating_point()) return number->get();
    if (const auto* truth = node.as_boolean()) return truth->get();
    std::ostringstream text;
    node.visit([&](const auto& value) {
        if constexpr (toml::is_chronological<decltype(value)>) text << value;
    });
    return json::value(std::move(text).str());
}

std::optional<json::value> default_of(const Key& key) {
    if (key.fallback.empty() || key.fallback == required) return std::nullopt;
    switch (key.kind) {
        case KeyKind::boolean:
            return json::value(key.fallback == "true");
        case KeyKind::integer:
        case KeyKind::number:
            return number_of(key.fallback);
        case KeyKind::texts:
        case KeyKind::words:
            return array_of(key.fallback);
        default:
            return json::value(key.fallback);
    }
}

std::string pretty_json(const json::value& value) {
    return Printer().print(value);
}

}  // namespace tocsin
