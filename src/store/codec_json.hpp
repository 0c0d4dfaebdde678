// codec_json: the archives of describe.hpp that write and read JSON.
//
// One rule for each kind of value: names are strings, times are integers of microseconds,
// enumerations are words, sets and lists are arrays, maps with names as keys are objects, a call
// is an object with its word under "call".  What an optional does not hold is left out.  Reading
// is strict: a missing, surplus or ill-typed field makes the whole unreadable, since what tocsin
// wrote is never almost right.  Behind codec.cpp only.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/strong.hpp"
#include "base/time.hpp"
#include "store/describe.hpp"
#include "store/stored_words.hpp"

namespace tocsin {

template <class T, template <class...> class Template>
inline constexpr bool is_a = false;
template <template <class...> class Template, class... Arguments>
inline constexpr bool is_a<Template<Arguments...>, Template> = true;

template <class T>
boost::json::value to_json(const T& value);

class JsonWriter {
public:
    template <class T>
    void operator()(std::string_view name, const T& value) {
        if constexpr (is_a<T, std::optional>) {
            if (value) object_.emplace(name, to_json(*value));
        } else {
            object_.emplace(name, to_json(value));
        }
    }

    boost::json::object take() { return std::move(object_); }

private:
    boost::json::object object_;
};

template <class List>
boost::json::value array_to_json(const List& values) {
    boost::json::array array;
    array.reserve(values.size());
    for (const auto& value : values) array.push_back(to_json(value));
    return array;
}

template <class Map>
boost::json::value map_to_json(const Map& values) {
    boost::json::object object;
    for (const auto& [name, value] : values) object.emplace(name.value, to_json(value));
    return object;
}

inline boost::json::value call_to_json(const PageCall& call) {
    JsonWriter writer;
    writer("call", std::string(operation_of(call)));
    std::visit([&writer](const auto& what) { describe(writer, what); }, call);
    return writer.take();
}

template <class T>
boost::json::value to_json(const T& value) {
    if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
        return boost::json::value(value);
    } else if constexpr (std::is_enum_v<T>) {
        return boost::json::value(boost::json::string_view(stored_word(value)));
    } else if constexpr (is_a<T, Strong>) {
        return boost::json::value(value.value);
    } else if constexpr (std::is_same_v<T, WallTime>) {
        return boost::json::value(to_micros(value));
    } else if constexpr (is_a<T, std::vector> || is_a<T, std::set>) {
        return array_to_json(value);
    } else if constexpr (is_a<T, std::map>) {
        return map_to_json(value);
    } else if constexpr (std::is_same_v<T, PageCall>) {
        return call_to_json(value);
    } else {
        JsonWriter writer;
        describe(writer, value);
        return writer.take();
    }
}

// Whether `json` was a T.
template <class T>
bool from_json(const boost::json::value& json, T& value);

class JsonReader {
public:
    explicit JsonReader(const boost::json::object& object) : object_(object) {}

    template <class T>
    void operator()(std::string_view name, T& value) {
        const boost::json::value* const found = object_.if_contains(name);
        if (found != nullptr) ++read_;
        if constexpr (is_a<T, std::optional>) {
            value.reset();
            if (found != nullptr) note(name, from_json(*found, value.emplace()));
        } else {
            note(name, found != nullptr && from_json(*found, value));
        }
    }

    // Nothing if all was read and there was nothing else; or the name of what was wrong.
    std::optional<std::string> trouble() const {
        if (trouble_) return trouble_;
        if (read_ != object_.size()) return "a field that is not known";
        return std::nullopt;
    }

private:
    void note(std::string_view name, bool good) {
        if (!good && !trouble_) trouble_ = std::string(name);
    }

    const boost::json::object& object_;
    std::size_t read_ = 0;
    std::optional<std::string> trouble_;
};

template <class T>
bool object_from_json(const boost::json::value& json, T& value) {
    const auto* const object = json.if_object();
    if (object == nullptr) return false;
    JsonReader reader(*object);
    describe(reader, value);
    return !reader.trouble();
}

template <class T>
bool vector_from_json(const boost::json::value& json, std::vector<T>& values) {
    const auto* const array = json.if_array();
    if (array == nullptr) return false;
    values.clear();
    values.reserve(array->size());
    for (const auto& element : *array) {
        if (!from_json(element, values.emplace_back())) return false;
    }
    return true;
}

template <class T>
bool set_from_json(const boost::json::value& json, std::set<T>& values) {
    std::vector<T> listed;
    if (!vector_from_json(json, listed)) return false;
    values = std::set<T>(listed.begin(), listed.end());
    return values.size() == listed.size();
}

template <class Key, class T>
bool map_from_json(const boost::json::value& json, std::map<Key, T>& values) {
    const auto* const object = json.if_object();
    if (object == nullptr) return false;
    values.clear();
    for (const auto& [name, element] : *object) {
        if (!from_json(element, values[Key(std::string(name))])) return false;
    }
    return true;
}

template <std::size_t... index>
bool call_of_word(std::string_view word, PageCall& call, std::index_sequence<index...>) {
    const auto becomes = [&](PageCall candidate) {
        if (operation_of(candidate) != word) return false;
        call = std::move(candidate);
        return true;
    };
    return (becomes(PageCall(std::in_place_index<index>)) || ...);
}

inline bool call_from_json(const boost::json::value& json, PageCall& call) {
    const auto* const object = json.if_object();
    if (object == nullptr) return false;
    JsonReader reader(*object);
    std::string word;
    reader("call", word);
    constexpr auto all = std::make_index_sequence<std::variant_size_v<PageCall>>();
    if (!call_of_word(word, call, all)) return false;
    std::visit([&reader](auto& what) { describe(reader, what); }, call);
    return !reader.trouble();
}

template <class T>
bool number_from_json(const boost::json::value& json, T& value) {
    boost::json::error_code failure;
    value = json.to_number<T>(failure);
    return !failure;
}

inline bool text_from_json(const boost::json::value& json, std::string& text) {
    const auto* const string = json.if_string();
    if (string == nullptr) return false;
    text.assign(string->data(), string->size());
    return true;
}

template <class T>
bool from_json(const boost::json::value& json, T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        const bool* const truth = json.if_bool();
        if (truth != nullptr) value = *truth;
        return truth != nullptr;
    } else if constexpr (std::is_arithmetic_v<T>) {
        return number_from_json(json, value);
    } else if constexpr (std::is_same_v<T, std::string>) {
        return text_from_json(json, value);
    } else if constexpr (is_a<T, Strong>) {
        return text_from_json(json, value.value);
    } else if constexpr (std::is_enum_v<T>) {
        std::string word;
        const auto known = text_from_json(json, word) ? from_stored_word<T>(word) : std::nullopt;
        if (known) value = *known;
        return known.has_value();
    } else if constexpr (std::is_same_v<T, WallTime>) {
        std::int64_t micros = 0;
        if (!number_from_json(json, micros)) return false;
        value = from_micros(micros);
        return true;
    } else if constexpr (is_a<T, std::vector>) {
        return vector_from_json(json, value);
    } else if constexpr (is_a<T, std::set>) {
        return set_from_json(json, value);
    } else if constexpr (is_a<T, std::map>) {
        return map_from_json(json, value);
    } else if constexpr (std::is_same_v<T, PageCall>) {
        return call_from_json(json, value);
    } else {
        return object_from_json(json, value);
    }
}

}  // namespace tocsin
