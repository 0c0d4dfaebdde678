// Keys: every table and key that a file may hold, as one table of rows.
//
// Checking (check_keys.hpp), the built-in defaults (layers.hpp) and whatever describes the files
// to an editor read this table and nothing else: a key that is not in it does not exist, and a
// key whose behaviour is not there yet says so in its row and is refused (E399), never ignored.
//
// `where` is the table: "rule.open" is [rule.open], "page.*" is [page.NAME], and the roots are
// "main", "rules" and "sources" for the three roles of a file and "record" for the text of one
// rule.  [defaults] takes the keys of "rule" but for those that are a rule's own.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

enum class KeyKind : std::uint8_t {
    boolean,
    integer,        // `words` may be a range, "1..65535".
    number,         // Likewise; a whole number will do.
    text,           // `words` "+": not empty.
    texts,          // An array of texts.
    text_or_texts,  // One text or an array of them.
    duration,       // `words` ">0": more than nothing.
    size,
    word,         // One of `words` or, for later, of `later`.
    words,        // An array of them.
    by_severity,  // One of them, or a table severity → word with `default`.
    text_map,     // A table of texts under free names.
    extract_map,  // A table of one or more texts, or { const = text }, under free names.
    secret,
    secrets,  // One or an array.
    path_or_secret,
    auth,       // "none", a table of "source.*.auth", or an array of such.
    zone,       // An IANA time zone.
    date_time,  // TOML's own, without quotes.
    alerts,     // An array of texts or tables of "test.at.alert".
    table,
    tables,  // An array of tables: [[…]].
};

enum class Support : std::uint8_t {
    now,
    later,         // E399 wherever it stands.
    default_only,  // E399 for any value but the default.
    own,           // Now, in a [[rule]] itself; [defaults] does not take it.
};

// In the place of a default: the key must be there.
constexpr std::string_view required = "(required)";

struct Key {
    std::string_view where;
    std::string_view name;  // "*": any name.
    KeyKind kind = KeyKind::text;
    std::string_view fallback = {};  // The default, as a text; empty: none.
    std::string_view words = {};     // "auto|record"
    std::string_view later = {};     // Words that are known and not there yet.
    Support support = Support::now;
};

// The keys of one table.
struct TableKeys {
    std::string where;
    std::vector<const Key*> keys;
    const Key* any = nullptr;                            // The row named "*".
    std::map<std::string_view, const TableKeys*> below;  // Tables in it; "*" for any name.

    const Key* find(std::string_view name) const;  // Falls back on `any`.
    const TableKeys* table_below(std::string_view name) const;
};

// All rows, in the order of the documentation.
std::span<const Key> daemon_keys();  // [listener], [source], [page], [delivery], …
std::span<const Key> rule_keys();    // [[rule]], [defaults], [[test]]

// Requires: there is such a table.
const TableKeys& table_keys(std::string_view where);

// The row of `name` in `where`.  Requires: it is there.
const Key& key_of(std::string_view where, std::string_view name);

// Where the rows of a table in a table stand: "rule" and "open" give "rule.open".
std::string path_below(std::string_view where, std::string_view name);

// "a|b" → a, b.
std::vector<std::string_view> split_words(std::string_view words);

}  // namespace tocsin
