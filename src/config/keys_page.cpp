#include "config/keys_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "config/key_texts.hpp"
#include "config/keys.hpp"

namespace tocsin {
namespace {

constexpr std::string_view head = R"(# Configuration

<!-- Made by `tocsin config docs` of the table of keys in src/config; a test compares. -->

Files are TOML 1.0. The main file is `/etc/tocsin/tocsin.toml`; it names rule files, source files
and files of templates. `tocsin check-config` says what is wrong in all of them at once, with file,
line and column; `tocsin config schema` is this page for editors; `tocsin config adapt` shows what
is in effect.

| kind of value | how it is written |
|---|---|
| text, texts | `"a"` or `'a'`; `["a", "b"]` |
| duration | a text with units in this order, y w d h m s ms: `"90s"`, `"1h30m"`, `"1d"` |
| size | a text with B, KiB, MiB or GiB: `"4MiB"` |
| secret | `{ credential = "NAME" }` of systemd, `{ file = "/path" }` or `{ env = "NAME" }` |
| by severity | one value for all, or a table: `{ critical = "…", default = "…" }` |
| matchers | as in Alertmanager: `'service =~ "a\|b"'`, `'annotations.team = "x"'` |
| template | a text with `{{ }}`, as in Alertmanager |
| pattern | RE2 |

A secret never stands in a file itself, and the file it stands in must not be readable by everybody.
A key that is *not supported yet* is known and refused (E399), never ignored.

)";

bool is_array(std::string_view where) {
    if (where == "rule" || where == "test" || where == "time_interval") return true;
    const std::size_t dot = where.rfind('.');
    if (dot == std::string_view::npos) return false;
    const std::string_view above = where.substr(0, dot), name = where.substr(dot + 1);
    const Key* key = table_keys(above).find(name);
    return key != nullptr && key->kind == KeyKind::tables;
}

std::string with_names(std::string_view where) {
    std::string name(where);
    for (std::size_t at = name.find('*'); at != std::string::npos; at = name.find('*')) {
        name.replace(at, 1, "NAME");
    }
    return name;
}

std::string title_of(std::string_view where) {
    if (where == "main") return "The main file";
    if (where == "rules") return "Rule files";
    if (where == "sources") return "Source files";
    if (where == "test.at.alert") return "An alert of a test";
    return is_array(where) ? fmt::format("`[[{}]]`", with_names(where))
                           : fmt::format("`[{}]`", with_names(where));
}

// As GitHub makes it of the title.
std::string link_to(std::string_view where) {
    const std::string title = title_of(where);
    std::string anchor;
    for (const char c : title) {
        if (c == ' ') {
            anchor += '-';
        } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_') {
            anchor += c;
        } else if (c >= 'A' && c <= 'Z') {
            anchor += static_cast<char>(c - 'A' + 'a');
        }
    }
    return fmt::format("[{}](#{})", title, anchor);
}

std::string list_of(std::string_view words) {
    std::vector<std::string> quoted;
    for (const std::string_view word : split_words(words))
        quoted.push_back(fmt::format("`{}`", word));
    return fmt::format("{}", fmt::join(quoted, ", "));
}

std::string later_of(const Key& key) {
    return key.later.empty() ? "" : fmt::format("; not yet: {}", list_of(key.later));
}

std::string range_of(const Key& key, std::string_view noun) {
    const std::size_t dots = key.words.find("..");
    if (dots == std::string_view::npos) return std::string(noun);
    return fmt::format("{} from {} to {}", noun, key.words.substr(0, dots),
                       key.words.substr(dots + 2));
}

std::string link_below(const Key& key) {
    const TableKeys* below = table_keys(key.where).table_below(key.name);
    if (below != nullptr && below->where == "defaults") return link_to("rule");
    // The table of a free name is shown itself, not the one that holds the names.
    const bool names = below != nullptr && below->keys.empty() && below->any != nullptr;
    return below == nullptr ? "table" : link_to(names ? below->where + ".*" : below->where);
}

std::string values_of(const Key& key) {
    switch (key.kind) {
        case KeyKind::boolean:
            return "`true`, `false`";
        case KeyKind::integer:
            return range_of(key, "whole number");
        case KeyKind::number:
            return range_of(key, "number");
        case KeyKind::text:
            return "text";
        case KeyKind::texts:
            return "texts";
        case KeyKind::text_or_texts:
            return "text or texts";
        case KeyKind::duration:
            return "duration";
        case KeyKind::size:
            return "size";
        case KeyKind::word:
            return list_of(key.words) + later_of(key);
        case KeyKind::words:
            return "of " + list_of(key.words) + later_of(key);
        case KeyKind::by_severity:
            return "by severity: " + list_of(key.words) + later_of(key);
        case KeyKind::text_map:
            return "table name = text";
        case KeyKind::extract_map:
            return "table name = text, texts or `{ const = text }`";
        case KeyKind::secret:
            return "secret";
        case KeyKind::secrets:
            return "secret or several";
        case KeyKind::path_or_secret:
            return "path or secret";
        case KeyKind::auth:
            return "`\"none\"`, " + link_below(key) + " or several";
        case KeyKind::zone:
            return "IANA time zone";
        case KeyKind::date_time:
            return "date with time, without quotes";
        case KeyKind::alerts:
            return "texts `'{a=\"b\"}'`, tables, or `\"*\"`";
        case KeyKind::table:
        case KeyKind::tables:
            return link_below(key);
    }
    return {};
}

std::string default_text(const Key& key) {
    if (key.fallback == required) return "needed";
    if (key.fallback.empty()) return "–";
    switch (key.kind) {
        case KeyKind::boolean:
        case KeyKind::integer:
        case KeyKind::number:
            return fmt::format("`{}`", key.fallback);
        case KeyKind::texts:
        case KeyKind::words: {
            std::vector<std::string> quoted;
            for (const std::string_view word : split_words(key.fallback)) {
                quoted.push_back(fmt::format("\"{}\"", word));
            }
            return fmt::format("`[{}]`", fmt::join(quoted, ", "));
        }
        default:
            return fmt::format("`\"{}\"`", key.fallback);
    }
}

std::string text_with_support(const Key& key) {
    std::string text(text_of(key));
    if (key.support == Support::later) text += " *Not supported yet.*";
    if (key.support == Support::default_only) text += " *Only the default is supported yet.*";
    return text;
}

// In a cell a bar ends the cell.
std::string cell(std::string text) {
    for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) {
        text.insert(at, 1, '\\');
    }
    return text;
}

std::string section(std::string_view where, const std::vector<const Key*>& keys) {
    std::string out = fmt::format("## {}\n\n", title_of(where));
    if (where == "rule") {
        out +=
            "`[defaults]`, in a rule file or in the main file, takes the same keys but for "
            "`name`, `extends` and\n`catch_all`. What counts is the rule's own key, then those "
            "of the rules that it extends, `[defaults]` of its\nfile, `[defaults]` of the main "
            "file, and what stands here. `open`, `update`, `monitoring`, `resolved`\nand "
            "`schedule` are put together key by key; every other value is taken whole.\n\n";
    }
    out += "| key | value | default | |\n|---|---|---|---|\n";
    for (const Key* key : keys) {
        out += fmt::format("| `{}` | {} | {} | {} |\n", key->name, cell(values_of(*key)),
                           cell(default_text(*key)), cell(text_with_support(*key)));
    }
    return out + '\n';
}

}  // namespace

std::string keys_page() {
    std::string page(head);
    std::vector<std::string_view> tables;
    for (const auto rows : {daemon_keys(), rule_keys()}) {
        for (const Key& row : rows) {
            // The text of a stored rule is nobody's to write.
            if (row.where == "record" || row.name == "*") continue;
            if (std::find(tables.begin(), tables.end(), row.where) == tables.end()) {
                tables.push_back(row.where);
            }
        }
    }
    for (const std::string_view where : tables) page += section(where, table_keys(where).keys);
    page.pop_back();
    return page;
}

}  // namespace tocsin
