// Many patterns at once: none that matches is missing, with an automaton and without.
#include "rules/pattern_set.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <thread>
#include <utility>

namespace tocsin {
namespace {

using Patterns = std::vector<std::shared_ptr<const re2::RE2>>;
using Places = std::vector<std::uint32_t>;

Patterns patterns(const std::vector<std::string>& texts) {
    Patterns made;
    for (const std::string& text : texts) made.push_back(std::make_shared<re2::RE2>(text));
    return made;
}

Places found(const PatternSet& set, const std::string& text) {
    Places places;
    set.may_match(text, places);
    std::sort(places.begin(), places.end());
    return places;
}

const std::vector<std::string> usual{"svc-[0-9]+", "svc-.*",  ".*-eu",    "(?i)SVC-1",
                                     "größe.?",    "a{2,3}b", "\\bx\\b.", "^svc-2$"};

TEST(PatternSet, FindsAllThatMatchTheWholeText) {
    const PatternSet set(patterns(usual));
    EXPECT_EQ(set.loose_count(), 0u);
    EXPECT_EQ(found(set, "svc-1"), (Places{0, 1, 3}));
    EXPECT_EQ(found(set, "svc-2"), (Places{0, 1, 7}));
    EXPECT_EQ(found(set, "svc-a-eu"), (Places{1, 2}));
    EXPECT_EQ(found(set, "größer"), Places{4});
    EXPECT_EQ(found(set, "aab"), Places{5});
    EXPECT_EQ(found(set, "x."), Places{6});
    EXPECT_EQ(found(set, "xsvc-1"), Places{});
    EXPECT_EQ(found(set, "svc-1\n"), Places{});
    EXPECT_EQ(found(set, "\xff\xfe"), Places{});
}

TEST(PatternSet, DealsOutPatternsToAsManyAutomataAsTheirSizesAsk) {
    std::vector<std::string> texts;
    texts.reserve(40);
    for (int i = 0; i < 40; ++i) texts.push_back("svc-" + std::to_string(i) + "[a-z]*");
    PatternSetLimits limits;
    limits.instructions_max = 8 * patterns({texts.back()}).front()->ProgramSize();
    const PatternSet set(patterns(texts), limits);
    EXPECT_EQ(set.loose_count(), 0u);
    for (std::uint32_t i = 0; i < 40; ++i) {
        EXPECT_EQ(found(set, "svc-" + std::to_string(i) + "x"), Places{i});
    }
}

TEST(PatternSet, SaysPerhapsOfPatternsWithoutAnAutomaton) {
    PatternSetLimits limits;
    limits.memory_max = 1 << 10;
    const PatternSet crowded(patterns(usual), limits);
    EXPECT_EQ(crowded.loose_count(), usual.size());
    EXPECT_EQ(found(crowded, "no such"), (Places{0, 1, 2, 3, 4, 5, 6, 7}));
    const PatternSet few(patterns({"a.", "b."}));
    EXPECT_EQ(few.loose_count(), 2u);
    EXPECT_EQ(found(few, "no such"), (Places{0, 1}));
    // One that fills an automaton alone is left over by the others.
    limits = {};
    limits.instructions_max = 4 * patterns({"a[0-9]b"}).front()->ProgramSize();
    const PatternSet mixed(patterns({"a[0-9]b", "b[0-9]b", "c[0-9]b", "d[0-9]b", "(abc.){1,20}"}),
                           limits);
    EXPECT_EQ(mixed.loose_count(), 1u);
    EXPECT_EQ(found(mixed, "c1b"), (Places{2, 4}));
}

TEST(PatternSet, FindsNothingWithoutPatterns) {
    EXPECT_EQ(found(PatternSet(), "a"), Places{});
    EXPECT_EQ(found(PatternSet(Patterns{}), "a"), Places{});
}

// Patterns of random pieces, with all that looks around itself: an automaton says what RE2 says of
// each of them alone.
RC_GTEST_PROP(PatternSet, SaysWhatEachPatternSays, ()) {
    const std::vector<std::string> pieces{
        "a",    "b",   "ä",      "|",      ".",   "*",      "+?",      "?",      "(",     ")",
        "^",    "$",   "\\b",    "\\B",    "\\z", "\\A",    "(?m)",    "(?s:.)", "(?i)A", "[ab]",
        "[^a]", "{2}", "(?m:^)", "(?m:$)", "\\C", "(?:a|)", "(?-s:.)", "\\pL"};
    const auto some = [&](std::size_t most) {
        return rc::gen::mapcat(rc::gen::inRange<std::size_t>(1, most + 1), [pieces](
                                                                               std::size_t count) {
            return rc::gen::container<std::vector<std::string>>(count, rc::gen::elementOf(pieces));
        });
    };
    re2::RE2::Options options;
    options.set_log_errors(false);
    Patterns made;
    for (int i = 0; i < 40; ++i) {
        std::string pattern;
        for (const std::string& piece : *some(6)) pattern += piece;
        auto compiled = std::make_shared<re2::RE2>(pattern, options);
        if (compiled->ok()) made.push_back(std::move(compiled));
    }
    const PatternSet set(made);
    for (int i = 0; i < 20; ++i) {
        const auto text = *rc::gen::container<std::string>(
            rc::gen::elementOf(std::string("aabAB\n \xC3\xA4\xFF")));
        if (text.empty()) continue;
        Places expected;
        for (std::uint32_t j = 0; j < made.size(); ++j) {
            if (re2::RE2::FullMatch(text, *made[j])) expected.push_back(j);
        }
        const Places said = found(set, text);
        RC_ASSERT(std::includes(said.begin(), said.end(), expected.begin(), expected.end()));
        if (set.loose_count() == 0) RC_ASSERT(said == expected);
    }
}

TEST(PatternSet, IsReadByManyThreadsAndMoves) {
    PatternSet made(patterns(usual));
    const PatternSet set = std::move(made);
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&set, i] {
            for (int j = 0; j < 200; ++j) {
                const std::string text = "svc-" + std::to_string(100 * i + j + 10);
                EXPECT_EQ(found(set, text), (Places{0, 1}));
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace tocsin
