// Every row of the table of keys has its sentence, and every sentence its row.
#include "config/key_texts.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace tocsin {
namespace {

TEST(KeyTexts, AreThereForEveryRow) {
    for (const auto rows : {daemon_keys(), rule_keys()}) {
        for (const Key& key : rows)
            EXPECT_FALSE(text_of(key).empty()) << key.where << ' ' << key.name;
    }
}

TEST(KeyTexts, StandOnceAndBelongToARow) {
    std::set<std::pair<std::string_view, std::string_view>> rows, texts;
    for (const auto keys : {daemon_keys(), rule_keys()}) {
        for (const Key& key : keys) rows.emplace(key.where, key.name);
    }
    for (const auto all : {daemon_key_texts(), rule_key_texts()}) {
        for (const KeyText& text : all) {
            for (const std::string_view where : split_words(text.where)) {
                EXPECT_TRUE(texts.emplace(where, text.name).second) << where << ' ' << text.name;
                EXPECT_EQ(rows.count({where, text.name}), 1u) << where << ' ' << text.name;
            }
        }
    }
}

// They stand in a cell of a table.
TEST(KeyTexts, AreOneLineEach) {
    for (const auto all : {daemon_key_texts(), rule_key_texts()}) {
        for (const KeyText& text : all) {
            EXPECT_EQ(text.text.find_first_of("\n|"), std::string_view::npos) << text.text;
            EXPECT_TRUE(text.text.ends_with('.') || text.text.ends_with("; or")) << text.text;
        }
    }
}

}  // namespace
}  // namespace tocsin
