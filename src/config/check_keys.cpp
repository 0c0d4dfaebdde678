#include "config/check_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "config/check_value.hpp"
#include "config/keys.hpp"

namespace tocsin {
namespace {

// A table on the way down from the root, and what it is called in messages.
struct Level {
    const TableKeys* keys;
    const toml::table* table;
    std::string name;  // "[page.prod]", "rule \"edge\""; empty for the root.
};

bool has_row(const TableKeys& keys, std::string_view name) {
    const Key* key = keys.find(name);
    return key != nullptr && key != keys.any;
}

class KeyWalk {
public:
    KeyWalk(const FileText& file, bool require, Report& report)
        : check_{file, report}, require_(require) {}

    void walk_root(const toml::table& root, const TableKeys& keys) { walk(root, keys, {}); }

private:
    void walk(const toml::table& table, const TableKeys& keys, std::string name);
    void walk_key(const toml::key& key, const toml::node& value);
    void walk_value(const Key& row, const toml::key& key, const toml::node& value);
    void walk_table(const Key& row, const toml::key& key, const toml::node& value);
    void walk_tables(const Key& row, const toml::key& key, const toml::node& value);
    void walk_auth(const Key& row, const toml::key& key, const toml::node& value);
    void walk_alerts(const Key& row, const toml::key& key, const toml::node& value);
    void walk_map(const Key& row, const toml::node& value);
    void report_unknown(const toml::key& key, const toml::node& value);
    std::string other_file_of(std::string_view name) const;
    bool report_wrong_header(const toml::key& key, const toml::table& below, std::size_t level,
                             std::string help);
    std::string help_for(std::size_t level) const;
    void report_missing();
    bool is_later(const Key& row, const toml::node& value) const;
    std::string name_of(const toml::table& table, std::string_view key) const;
    std::string owners_of(std::string_view name) const;

    ValueCheck check_;
    bool require_;
    std::vector<Level> levels_;
};

void KeyWalk::walk(const toml::table& table, const TableKeys& keys, std::string name) {
    levels_.push_back({&keys, &table, std::move(name)});
    for (const auto& [key, value] : table) walk_key(key, value);
    if (require_) report_missing();
    levels_.pop_back();
}

void KeyWalk::walk_key(const toml::key& key, const toml::node& value) {
    const Key* row = levels_.back().keys->find(key.str());
    if (row == nullptr) return report_unknown(key, value);
    if (!is_later(*row, value)) return walk_value(*row, key, value);

    if (check_.refuse_later) {
        const auto* table = value.as_table();
        const std::string header = table ? header_of(check_.file, *table) : std::string();
        const auto* array = value.as_array();
        if (row->kind == KeyKind::tables && array != nullptr && array->is_array_of_tables()) {
            for (const toml::node& element : *array) {
                check_.report.error("E399", place_of(check_.file, element),
                                    fmt::format("[[{}]] is not supported yet", key.str()));
            }
        } else if (!header.empty()) {
            check_.report.error("E399", place_of(check_.file, value),
                                fmt::format("{} is not supported yet", header));
        } else {
            check_.report.error("E399", place_of(check_.file, key),
                                row->support == Support::default_only
                                    ? fmt::format("\"{}\" other than \"{}\" is not supported yet",
                                                  key.str(), row->fallback)
                                    : fmt::format("\"{}\" is not supported yet", key.str()));
        }
    }
    const bool before = std::exchange(check_.refuse_later, false);
    walk_value(*row, key, value);
    check_.refuse_later = before;
}

bool KeyWalk::is_later(const Key& row, const toml::node& value) const {
    if (row.support == Support::later) return true;
    if (row.support != Support::default_only) return false;
    const auto text = text_in(&value);
    if (!text) return false;  // A wrong type, which is reported as such.
    if (row.kind != KeyKind::duration) return *text != row.fallback;
    const auto duration = parse_duration(*text);
    return duration && *duration != parse_duration(row.fallback);
}

void KeyWalk::walk_value(const Key& row, const toml::key& key, const toml::node& value) {
    switch (row.kind) {
        case KeyKind::table:
            return walk_table(row, key, value);
        case KeyKind::tables:
            return walk_tables(row, key, value);
        case KeyKind::auth:
            return walk_auth(row, key, value);
        case KeyKind::alerts:
            return walk_alerts(row, key, value);
        case KeyKind::text_map:
            return walk_map(row, value);
        default:
            return check_value(check_, row, value);
    }
}

void KeyWalk::walk_table(const Key& row, const toml::key& key, const toml::node& value) {
    const auto* table = value.as_table();
    const TableKeys* below = levels_.back().keys->table_below(key.str());
    TOCSIN_ASSERT(below != nullptr);
    if (table != nullptr) return walk(*table, *below, name_of(*table, key.str()));
    if (row.name != "*") return report_type(check_, row, value);
    check_.report.error("E201", place_of(check_.file, key),
                        fmt::format("[{0}] holds only tables with names, not \"{1}\"",
                                    levels_.back().keys->where, key.str()),
                        fmt::format("write the header [{}.NAME]", levels_.back().keys->where));
}

void KeyWalk::walk_tables(const Key& row, const toml::key& key, const toml::node& value) {
    const auto* array = value.as_array();
    const TableKeys* below = levels_.back().keys->table_below(key.str());
    TOCSIN_ASSERT(below != nullptr);
    if (array == nullptr) return report_type(check_, row, value);
    for (const toml::node& element : *array) {
        if (const auto* table = element.as_table()) {
            walk(*table, *below, name_of(*table, key.str()));
        } else {
            report_type(check_, row, element);
        }
    }
}

void KeyWalk::walk_auth(const Key& row, const toml::key& key, const toml::node& value) {
    const TableKeys* below = levels_.back().keys->table_below(key.str());
    TOCSIN_ASSERT(below != nullptr);
    if (const auto text = text_in(&value)) {
        if (*text == "none") return;
        check_.report.error("E320", place_of(check_.file, value),
                            "\"auth\" is neither \"none\" nor a table",
                            "for example { bearer = { file = \"/path\" } }");
        return;
    }
    const auto walk_method = [&](const toml::node& node) {
        const auto* table = node.as_table();
        if (table == nullptr) return report_type(check_, row, node);
        if (table->size() != 1) {
            check_.report.error("E313", place_of(check_.file, node),
                                "each way to authenticate is a table with one key",
                                "for several ways write an array of tables");
        }
        walk(*table, *below, name_of(*table, key.str()));
    };
    const auto* array = value.as_array();
    if (array == nullptr) return walk_method(value);
    if (array->empty()) {
        check_.report.error("E207", place_of(check_.file, value),
                            "\"auth\" needs at least one way to authenticate",
                            "\"none\" must be said");
    }
    for (const toml::node& element : *array) walk_method(element);
}

void KeyWalk::walk_alerts(const Key& row, const toml::key& key, const toml::node& value) {
    const auto* array = value.as_array();
    const TableKeys* below = levels_.back().keys->table_below("alert");
    TOCSIN_ASSERT(below != nullptr);
    if (array == nullptr) return report_type(check_, row, value);
    for (const toml::node& element : *array) {
        if (const auto* table = element.as_table()) {
            walk(*table, *below, name_of(*table, key.str()));
        } else if (!element.is_string()) {
            report_type(check_, row, element);
        }
    }
}

// In a table of free names any key fits; below a header of its own, a key of the table above is
// far more probably one that slipped down.
void KeyWalk::walk_map(const Key& row, const toml::node& value) {
    const auto* map = value.as_table();
    if (map == nullptr || header_of(check_.file, *map).empty()) {
        return check_value(check_, row, value);
    }
    toml::table rest = *map;
    for (const auto& [key, node] : *map) {
        const std::string help = fmt::format(
            "put it above that header; if \"{0}\" is a name in \"{1}\", write {1} = {{ {0} = … }}",
            key.str(), row.name);
        if (report_wrong_header(key, *map, levels_.size() - 1, help)) rest.erase(key.str());
    }
    check_value(check_, row, rest);
}

std::string KeyWalk::name_of(const toml::table& table, std::string_view key) const {
    const auto name = text_in(table.get("name"));
    const std::string header = header_of(check_.file, table);
    if (levels_.size() == 1 && (key == "rule" || key == "test") && name) {
        return fmt::format("{} \"{}\"", key, *name);
    }
    if (header.empty()) return fmt::format("\"{}\"", key);
    const std::string& above = levels_.size() > 1 ? levels_[1].name : std::string();
    const bool quoted = above.substr(0, 1) != "[" && !above.empty();
    return quoted ? fmt::format("{} of {}", header, above) : header;
}

// "[rule.open], [rule.update]": the tables near here that have such a key.
std::string KeyWalk::owners_of(std::string_view name) const {
    std::string owners;
    for (const Level& level : levels_) {
        for (const auto& [key, below] : level.keys->below) {
            if (level.keys->where == "main" || !has_row(*below, name)) continue;
            owners += fmt::format("{}[{}]", owners.empty() ? "" : ", ", below->where);
        }
    }
    return owners;
}

std::string KeyWalk::other_file_of(std::string_view name) const {
    static constexpr std::pair<std::string_view, std::string_view> files[] = {
        {"rules", "a rule file (rule_files)"},
        {"main", "the main file"},
        {"sources", "the main file or a source file (source_files)"}};
    for (const auto& [root, file] : files) {
        if (has_row(table_keys(root), name)) {
            return fmt::format("\"{}\" belongs into {}", name, file);
        }
    }
    return {};
}

void KeyWalk::report_unknown(const toml::key& key, const toml::node& value) {
    const std::string name(key.str());
    const Level& level = levels_.back();
    for (std::size_t i = levels_.size() - 1; i-- > 0;) {
        if (report_wrong_header(key, *level.table, i, help_for(i))) return;
    }
    std::vector<std::string_view> known;
    for (const Key* row : level.keys->keys) known.push_back(row->name);
    const std::string elsewhere = levels_.size() == 1 ? other_file_of(name) : std::string();
    std::string hint;
    if (const auto near = nearest(name, known)) {
        hint = fmt::format("did you mean \"{}\"?", *near);
    } else if (!elsewhere.empty() && (value.is_table() || value.is_array_of_tables())) {
        hint = elsewhere;
    } else if (const std::string owners = owners_of(name); !owners.empty()) {
        hint = fmt::format("\"{}\" is a key of {}", name, owners);
    } else {
        hint = elsewhere;
    }
    const std::string where = level.name.empty() ? "this file" : level.name;
    check_.report.error("E203", place_of(check_.file, key),
                        fmt::format("unknown key \"{}\" in {}", name, where), hint);
}

// E204 if `key`, which stands in `below`, is one of the table `level` on the way here.
bool KeyWalk::report_wrong_header(const toml::key& key, const toml::table& below, std::size_t level,
                                  std::string help) {
    const Level& above = levels_[level];
    const std::string header = header_of(check_.file, below);
    if (header.empty() || !has_row(*above.keys, key.str())) return false;
    std::string owner = header_of(check_.file, *above.table);
    if (owner.empty()) owner = "the file itself";
    check_.report.error(
        "E204", place_of(check_.file, key),
        fmt::format("\"{}\" is a key of {}, but stands below the header {} (line {})", key.str(),
                    owner, header, below.source().begin.line),
        std::move(help));
    return true;
}

std::string KeyWalk::help_for(std::size_t level) const {
    if (level == 0) return "put it above the first [header] of the file";
    return levels_[1].keys->where == "rule"
               ? "put all plain keys of a rule above its first [rule.…] header"
               : "put all plain keys of a table above its first sub-header";
}

void KeyWalk::report_missing() {
    const Level& level = levels_.back();
    for (const Key* row : level.keys->keys) {
        if (row->fallback != required || level.table->contains(row->name)) continue;
        const bool is_root = levels_.size() == 1;
        check_.report.error(
            "E205", is_root ? check_.file.between(1, 1, 1, 2) : place_of(check_.file, *level.table),
            fmt::format("\"{}\" is missing in {}", row->name,
                        is_root ? std::string("this file") : level.name));
    }
}

}  // namespace

void check_keys(const TomlDocument& document, std::string_view root, bool require, Report& report) {
    if (!document.root) return;
    KeyWalk(*document.file, require, report).walk_root(*document.root, table_keys(root));
}

std::string header_of(const FileText& file, const toml::table& table) {
    const Place place = place_of(file, table);
    std::string_view rest = file.line(place.line);
    for (std::size_t i = 1; i < place.column && !rest.empty(); ++i) take_code_point(rest);
    if (rest.empty() || rest.front() != '[') return {};
    std::string_view after = rest;
    for (std::size_t i = place.column; i < place.end && !after.empty(); ++i) {
        take_code_point(after);
    }
    return std::string(rest.substr(0, rest.size() - after.size()));
}

}  // namespace tocsin
