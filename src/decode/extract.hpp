// Extract: where the alerts of a message of any sender stand, compiled ([source.NAME.extract]).
//
// Made by config, which says what is wrong with it at its line; used by decode_generic.  With
// `items` all other pointers but those of embedded_json and only_if are looked up in each item.
// Immutable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "decode/pattern.hpp"
#include "decode/pointer.hpp"

namespace date {
class time_zone;
}

namespace tocsin {

// A text with {pointer} in it: what stands before each pointer, and the pointer.
struct FilledText {
    struct Piece {
        std::string text;
        std::optional<Pointer> pointer;
    };
    std::vector<Piece> pieces;
};

// "{/title} on {header:X-Host}"; "{{" and "}}" are braces.  Fails with `malformed`.
Result<FilledText> parse_filled_text(std::string_view text);

using TextFrom = std::variant<Pointers, FilledText>;

// Values of a state.  A word is equal without case (ASCII); a pattern is searched for.
struct StateValues {
    std::vector<std::string> words;
    std::vector<Pattern> patterns;
};

// What an absent state means, and one of which no list says anything.
enum class MissingState : std::uint8_t { ignore, firing, resolved, reject };

enum class BodyFormat : std::uint8_t { by_content_type, json, form };

struct OnlyIf {
    Pointer pointer;
    Pattern pattern;
};

struct LabelFrom {
    std::string label;
    std::variant<Pointers, std::string> from;  // Or a constant.
};

// An array of objects, each with a name and a value: pointers below the element.
struct LabelPairs {
    Pointers at;
    Pointer name, value;
};

// An array of texts, or one text to be split: "env:prod, web".  With `pair` what stands before it
// is the name; a text without it is a name whose value is "true".
struct LabelList {
    Pointers at;
    std::string split;  // Empty: one text is one element.
    std::string pair;
};

struct Extract {
    BodyFormat format = BodyFormat::by_content_type;
    Pointers embedded_json;  // Each of them, in their order.
    std::vector<OnlyIf> only_if;
    std::optional<Pointer> items;

    Pointers state;
    StateValues firing, resolved, ignore;
    MissingState missing_state = MissingState::ignore;
    bool resolved_if_past = false;

    Pointers key;
    bool key_joined = false;  // All of them together, not the first.

    TextFrom title, description;
    Pointers url;
    Pointers severity;
    std::vector<std::pair<std::string, std::string>> severity_map;
    Pointers starts_at, ends_at;
    const date::time_zone* time_zone = nullptr;  // Of times that name none; null: they are unknown.

    std::vector<LabelFrom> labels;
    Pointers labels_from_object;  // Each of them.
    std::vector<LabelPairs> labels_from_pairs;
    std::vector<LabelList> labels_from_list;
};

// Every pointer that is looked up in the message itself or in its items.
Pointers pointers_of(const Extract& extract);

}  // namespace tocsin
