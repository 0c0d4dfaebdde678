// columns: values of the domain as columns of a row, both ways.
//
// Names and words are TEXT, times and counts INTEGER, label sets and alert ids BLOB, what may be
// missing NULL.  run() binds its values in order, read_row() takes them in order, so a statement
// and its call are read side by side.  A column that does not hold what its type allows makes the
// row unreadable (`malformed`): STRICT tables keep others from writing such.
#pragma once

#include <array>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/assert.hpp"
#include "base/http.hpp"
#include "base/result.hpp"
#include "base/strong.hpp"
#include "base/time.hpp"
#include "domain/labels.hpp"
#include "domain/names.hpp"
#include "store/sqlite.hpp"
#include "store/stored_words.hpp"

namespace tocsin {

// Bytes that are bound without a copy.
struct Bytes {
    std::string_view bytes;
};

// ---- Values to parameters ---------------------------------------------------------------------

inline void bind_value(Statement& statement, int at, std::string_view text) {
    statement.bind_text(at, text);
}
inline void bind_value(Statement& statement, int at, const std::string& text) {
    statement.bind_text(at, text);
}
inline void bind_value(Statement& statement, int at, Bytes bytes) {
    statement.bind_blob(at, bytes.bytes);
}
inline void bind_value(Statement& statement, int at, const Labels& labels) {
    statement.bind_blob(at, labels.packed());
}
inline void bind_value(Statement& statement, int at, WallTime time) {
    statement.bind(at, to_micros(time));
}
inline void bind_value(Statement& statement, int at, double number) {
    statement.bind(at, number);
}
// Counts of 64 bits keep their bits; read_value() turns them back.
template <std::integral T>
void bind_value(Statement& statement, int at, T number) {
    statement.bind(at, static_cast<std::int64_t>(number));
}
inline void bind_value(Statement& statement, int at, Sequence sequence) {
    bind_value(statement, at, sequence.value);
}
template <class Enum>
requires std::is_enum_v<Enum>
void bind_value(Statement& statement, int at, Enum value) {
    statement.bind_text(at, stored_word(value));
}
template <class Tag>
void bind_value(Statement& statement, int at, const Strong<Tag>& name) {
    statement.bind_text(at, name.value);
}
void bind_value(Statement& statement, int at, const AlertId& id);
// Lines as in a message, "Name: value"; NULL if there is none.
void bind_value(Statement& statement, int at, const Headers& headers);
template <class T>
void bind_value(Statement& statement, int at, const std::optional<T>& value) {
    if (value)
        bind_value(statement, at, *value);
    else
        statement.bind_null(at);
}

// ---- Columns to values ------------------------------------------------------------------------

// Each says whether the column held such a value.
bool read_value(const Statement& row, int at, std::string& text);
bool read_value(const Statement& row, int at, Labels& labels);
bool read_value(const Statement& row, int at, AlertId& id);
bool read_value(const Statement& row, int at, Headers& headers);
inline bool read_value(const Statement& row, int at, std::string_view& text) {
    text = row.text(at);
    return !row.is_null(at);
}
inline bool read_value(const Statement& row, int at, WallTime& time) {
    time = from_micros(row.integer(at));
    return !row.is_null(at);
}
inline bool read_value(const Statement& row, int at, double& number) {
    number = row.real(at);
    return !row.is_null(at);
}
template <std::integral T>
bool read_value(const Statement& row, int at, T& number) {
    const std::int64_t stored = row.integer(at);
    number = static_cast<T>(stored);
    return !row.is_null(at) && static_cast<std::int64_t>(number) == stored;
}
inline bool read_value(const Statement& row, int at, Sequence& sequence) {
    return read_value(row, at, sequence.value);
}
template <class Enum>
requires std::is_enum_v<Enum>
bool read_value(const Statement& row, int at, Enum& value) {
    const auto known = from_stored_word<Enum>(row.text(at));
    if (known) value = *known;
    return known.has_value();
}
template <class Tag>
bool read_value(const Statement& row, int at, Strong<Tag>& name) {
    return read_value(row, at, name.value);
}
template <class T>
bool read_value(const Statement& row, int at, std::optional<T>& value) {
    value.reset();
    return row.is_null(at) || read_value(row, at, value.emplace());
}

// All columns of the present row.  The Error names the column that could not be read.
template <class... Values>
Result<void> read_row(const Statement& row, Values&... values) {
    TOCSIN_ASSERT(static_cast<int>(sizeof...(values)) == row.column_count());
    int at = 0;
    int bad = -1;
    const auto take = [&](auto& value) {
        if (!read_value(row, at, value) && bad < 0) bad = at;
        ++at;
    };
    (take(values), ...);
    if (bad >= 0) return malformed("a stored row has a bad column " + std::to_string(bad));
    return success();
}

// ---- Whole statements -------------------------------------------------------------------------

template <class... Values>
void bind_all(Statement& statement, const Values&... values) {
    TOCSIN_ASSERT(static_cast<int>(sizeof...(values)) == statement.parameter_count());
    int at = 0;
    (bind_value(statement, ++at, values), ...);
}

// Runs a statement that gives no rows.
template <class... Values>
Result<void> run(Statement& statement, const Values&... values) {
    bind_all(statement, values...);
    const Result<bool> stepped = statement.step();
    statement.reset();
    if (!stepped) return stepped.error();
    return success();
}

// Calls `take(row)`, which gives Result<bool>, for each row until it says false.
template <class Take, class... Values>
Result<void> for_each_row(Statement& statement, Take&& take, const Values&... values) {
    bind_all(statement, values...);
    const auto walk = [&]() -> Result<void> {
        for (;;) {
            TRY(const bool has_row, statement.step());
            if (!has_row) return success();
            TRY(const bool go_on, take(static_cast<const Statement&>(statement)));
            if (!go_on) return success();
        }
    };
    Result<void> walked = walk();
    statement.reset();
    return walked;
}

}  // namespace tocsin
