// The table of keys holds together: each row can be found, and each default fits its own row.
#include "config/keys.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/time.hpp"
#include "config/parse_size.hpp"

namespace tocsin {
namespace {

std::vector<Key> all_rows() {
    std::vector<Key> rows(daemon_keys().begin(), daemon_keys().end());
    rows.insert(rows.end(), rule_keys().begin(), rule_keys().end());
    return rows;
}

TEST(Keys, StandOnceAndAreFound) {
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (const Key& row : all_rows()) {
        EXPECT_TRUE(seen.emplace(row.where, row.name).second) << row.where << ' ' << row.name;
        EXPECT_EQ(key_of(row.where, row.name).name, row.name);
    }
}

TEST(Keys, OfTablesHaveRowsOfTheirOwn) {
    for (const Key& row : all_rows()) {
        if (row.kind != KeyKind::table && row.kind != KeyKind::tables) continue;
        EXPECT_NE(table_keys(row.where).table_below(row.name), nullptr)
            << row.where << ' ' << row.name;
    }
}

TEST(Keys, AreReachedFromSomeRoot) {
    std::set<const TableKeys*> reached;
    std::vector<const TableKeys*> next;
    for (const auto* root : {"main", "rules", "sources", "record"}) {
        next.push_back(&table_keys(root));
    }
    while (!next.empty()) {
        const TableKeys* table = next.back();
        next.pop_back();
        if (!reached.insert(table).second) continue;
        for (const auto& [name, below] : table->below) next.push_back(below);
    }
    for (const Key& row : all_rows()) {
        EXPECT_EQ(reached.count(&table_keys(row.where)), 1u) << row.where;
    }
}

TEST(Keys, HaveDefaultsThatTheyWouldTake) {
    for (const Key& row : all_rows()) {
        if (row.fallback.empty() || row.fallback == required) continue;
        const auto words = split_words(row.words);
        const auto is_word = [&](std::string_view word) {
            return std::find(words.begin(), words.end(), word) != words.end();
        };
        const std::string fallback(row.fallback);
        SCOPED_TRACE(std::string(row.where) + " " + std::string(row.name));
        if (row.kind == KeyKind::duration) {
            EXPECT_TRUE(parse_duration(fallback));
        }
        if (row.kind == KeyKind::size) {
            EXPECT_TRUE(parse_size(fallback));
        }
        if (row.kind == KeyKind::boolean) {
            EXPECT_TRUE(fallback == "true" || fallback == "false");
        }
        if (row.kind == KeyKind::word) {
            EXPECT_TRUE(is_word(fallback));
        }
        if (row.kind == KeyKind::by_severity) {
            EXPECT_TRUE(is_word(fallback));
        }
        if (row.kind == KeyKind::words) {
            for (const auto word : split_words(fallback)) EXPECT_TRUE(is_word(word));
        }
        if (row.kind == KeyKind::integer || row.kind == KeyKind::number) {
            EXPECT_NE(row.words.find(".."), std::string_view::npos);
        }
    }
}

TEST(Keys, OfDefaultsAreThoseOfARuleButForItsOwn) {
    const TableKeys& defaults = table_keys("defaults");
    for (const auto* own : {"name", "extends", "catch_all"}) {
        EXPECT_EQ(defaults.find(own), nullptr) << own;
    }
    EXPECT_NE(defaults.find("for"), nullptr);
    EXPECT_EQ(defaults.table_below("open"), table_keys("rule").table_below("open"));
}

}  // namespace
}  // namespace tocsin
