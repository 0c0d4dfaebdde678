// A set of labels in one block: order, the last of equals, and a block that nobody can forge.
#include "domain/labels.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace tocsin {
namespace {

std::vector<Labels::OwnedPair> pairs_of(const Labels& labels) {
    std::vector<Labels::OwnedPair> pairs;
    for (const auto& [name, value] : labels) pairs.emplace_back(name, value);
    return pairs;
}

TEST(Labels, AreSortedAndTheLastOfEqualsCounts) {
    const Labels labels{{"b", "1"}, {"a", "2"}, {"b", "3"}, {"", "4"}, {"ab", "5"}, {"b", "6"}};
    EXPECT_EQ(pairs_of(labels),
              (std::vector<Labels::OwnedPair>{{"", "4"}, {"a", "2"}, {"ab", "5"}, {"b", "6"}}));
    EXPECT_EQ(labels.size(), 4U);
}

// Sorted input takes a shorter way; equal names in it must not.
TEST(Labels, TakeTheLastOfEqualsFromSortedInputToo) {
    const Labels labels{{"a", "1"}, {"b", "2"}, {"b", "3"}, {"c", "4"}};
    EXPECT_EQ(labels, (Labels{{"c", "4"}, {"b", "3"}, {"a", "1"}}));
}

TEST(Labels, TellAMissingLabelFromAnEmptyOne) {
    const Labels labels{{"empty", ""}, {"z", "1"}};
    EXPECT_EQ(labels.find("empty"), "");
    EXPECT_EQ(labels.find("none"), std::nullopt);
    EXPECT_EQ(labels.find("zz"), std::nullopt);
    EXPECT_EQ(labels.find(""), std::nullopt);
    EXPECT_EQ(labels.get("none"), "");
    EXPECT_EQ(labels.get("z"), "1");
}

TEST(Labels, MayBeEmpty) {
    const Labels none;
    EXPECT_TRUE(none.empty());
    EXPECT_EQ(none.size(), 0U);
    EXPECT_EQ(none.begin(), none.end());
    EXPECT_EQ(none, Labels(std::vector<Labels::OwnedPair>{}));
    EXPECT_EQ(Labels::from_packed("").value(), none);
}

TEST(Labels, SetOneNameWhetherItWasThereOrNot) {
    const Labels labels{{"a", "1"}, {"c", "3"}};
    EXPECT_EQ(labels.with("b", "2"), (Labels{{"a", "1"}, {"b", "2"}, {"c", "3"}}));
    EXPECT_EQ(labels.with("a", "9"), (Labels{{"a", "9"}, {"c", "3"}}));
    EXPECT_EQ(labels, (Labels{{"a", "1"}, {"c", "3"}}));
}

// Bytes that look like lengths, zeros, and nothing at all must come back as they went in.
TEST(Labels, KeepEveryByteOfNamesAndValues) {
    Rng rng(7);
    for (int round = 0; round < 500; ++round) {
        std::vector<Labels::OwnedPair> pairs;
        for (std::uint64_t n = rng.below(6); n > 0; --n) {
            std::string name(rng.below(5), '\0');
            std::string value(rng.below(12), '\0');
            for (char& c : name) c = static_cast<char>(rng.below(3));
            for (char& c : value) c = static_cast<char>(rng.below(256));
            pairs.emplace_back(name, value);
        }
        const Labels labels(pairs);
        for (const auto& [name, value] : pairs) {
            ASSERT_TRUE(labels.find(name).has_value());
        }
        const auto again = Labels::from_packed(labels.packed());
        ASSERT_TRUE(again);
        EXPECT_EQ(again.value(), labels);
        EXPECT_EQ(Labels(pairs_of(labels)), labels);
    }
}

TEST(Labels, TakeTextsOfAnyLength) {
    for (const std::size_t length : {0U, 1U, 127U, 128U, 254U, 255U, 256U, 65536U}) {
        const std::string text(length, 'x');
        const Labels labels{{"n" + text, text}, {"z", "after"}};
        EXPECT_EQ(labels.get("n" + text), text);
        EXPECT_EQ(labels.get("z"), "after");
        EXPECT_EQ(Labels::from_packed(labels.packed()).value(), labels);
    }
}

TEST(Labels, RefuseAStoredBlockThatIsCutOff) {
    const Labels first{{"alertname", "Down"}};
    const Labels labels{{"alertname", "Down"}, {"job", std::string(300, 'a')}};
    const std::string packed(labels.packed());
    for (std::size_t size = 1; size < packed.size(); ++size) {
        const auto cut = Labels::from_packed(std::string_view(packed).substr(0, size));
        EXPECT_EQ(cut.has_value(), size == first.packed().size()) << size;
    }
    const auto longer = Labels::from_packed(packed + "x");
    ASSERT_FALSE(longer);
    EXPECT_EQ(longer.error().code, ErrorCode::malformed);
    EXPECT_FALSE(Labels::from_packed(std::string(8, '\xFF') + "abc"));
}

TEST(Labels, RefuseAStoredBlockThatIsNotSortedAndUnique) {
    const std::string a(Labels{{"a", "1"}}.packed());
    const std::string b(Labels{{"b", "1"}}.packed());
    EXPECT_TRUE(Labels::from_packed(a + b));
    EXPECT_FALSE(Labels::from_packed(b + a));
    EXPECT_FALSE(Labels::from_packed(a + a));
}

TEST(Labels, AreShownOnOneLine) {
    EXPECT_EQ(Labels().to_text(), "{}");
    EXPECT_EQ((Labels{{"b", "x\ny"}, {"a", "say \"\\\""}}).to_text(),
              R"({a="say \"\\\"", b="x\ny"})");
}

TEST(CommonLabels, AreThePairsThatAllShare) {
    const Labels a{{"job", "api"}, {"node", "1"}, {"empty", ""}};
    const Labels b{{"job", "api"}, {"node", "2"}};
    const Labels c{{"job", "api"}};
    EXPECT_EQ(common_labels({&a, &b}), (Labels{{"job", "api"}}));
    EXPECT_EQ(common_labels({&a}), a);
    EXPECT_EQ(common_labels({&a, &b, &c}), c);
    EXPECT_EQ(common_labels({}), Labels());
    const Labels none;
    EXPECT_EQ(common_labels({&a, &none}), none);
    EXPECT_EQ(common_labels({&none, &a}), none);
}

// Written down once and never to change: an alert of a sender without fingerprints would get a
// second name and a second incident by an update of tocsin.
TEST(FingerprintOf, StaysAsItIs) {
    EXPECT_EQ(fingerprint_of(Labels{{"alertname", "Down"}, {"instance", "a"}}), "2696344115771d42");
}

TEST(FingerprintOf, TellsWhatConcatenationWouldNot) {
    EXPECT_NE(fingerprint_of(Labels{{"a", "bc"}}), fingerprint_of(Labels{{"ab", "c"}}));
    EXPECT_NE(fingerprint_of(Labels{{"a", "1"}, {"b", "2"}}), fingerprint_of(Labels{{"a", "1b2"}}));
    EXPECT_EQ(fingerprint_of(Labels{{"a", "1"}, {"b", "2"}}),
              fingerprint_of(Labels{{"b", "2"}, {"a", "1"}}));
    EXPECT_EQ(fingerprint_of(Labels()).size(), 16U);
}

}  // namespace
}  // namespace tocsin
