// Layers: the tables that say what one thing is, the nearest first, and reading from them.
//
// A rule is read through its own table, those of its parents, [defaults] of its file, and
// [defaults] of the main file; a page through one table.  A plain value, an array and an inline
// table come whole from the first layer that has the key.  The phases and the schedule of a rule
// (`below`) are merged key by key.  What no layer says is the default of the table of keys.
//
// Documents were checked before (check_keys.hpp): a value that does not fit is an error already,
// and reads as its default here.
#pragma once

#include <toml++/toml.h>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "config/config.hpp"
#include "config/report.hpp"
#include "config/toml_document.hpp"

namespace tocsin {

struct Layer {
    const FileText* file = nullptr;
    const toml::table* table = nullptr;
    bool is_defaults = false;  // A [defaults], not the thing itself or one that it extends.
};

// A value and where it comes from.
struct Found {
    const FileText* file = nullptr;
    const toml::key* key = nullptr;
    const toml::node* node = nullptr;  // Null: no layer has it.
    std::size_t depth = 0;             // Of the layer; 0 is the thing's own.
    bool from_defaults = false;

    explicit operator bool() const { return node != nullptr; }
    Place place() const { return place_of(*file, *node); }
    Place key_place() const { return place_of(*file, *key); }
};

class Layers {
public:
    // `where` names the rows of the table of keys.
    Layers(std::string where, std::vector<Layer> layers)
        : where_(std::move(where)), layers_(std::move(layers)) {}

    const std::vector<Layer>& all() const { return layers_; }
    const std::string& where() const { return where_; }

    Found find(std::string_view key) const;
    bool has(std::string_view key) const { return static_cast<bool>(find(key)); }

    // The tables of that name, merged key by key; those of [defaults] left out on demand.
    Layers below(std::string_view key, bool with_defaults = true) const;

    // The table of that name as a whole.
    std::optional<Layers> whole(std::string_view key) const;

    // Values, or the defaults of the table of keys.
    bool boolean(std::string_view key) const;
    std::int64_t integer(std::string_view key) const;
    double number(std::string_view key) const;
    std::string text(std::string_view key) const;
    Duration duration(std::string_view key) const;
    std::vector<std::string> texts(std::string_view key) const;

    // The texts of a free table, in order of their names; without what is no text.
    std::vector<std::pair<std::string, std::string>> map(std::string_view key) const;

private:
    std::string_view fallback(std::string_view key) const;

    std::string where_;
    std::vector<Layer> layers_;
};

FilePlace file_place_of(const Place& place);

// A secret of the right shape, with its place for messages.
std::optional<SecretRef> secret_in(const FileText& file, const toml::node& node);

// One or an array of them.
std::vector<SecretRef> secrets_in(const FileText& file, const toml::node& node);

}  // namespace tocsin
