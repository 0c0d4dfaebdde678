// A rule file whose tests notice nothing is not tested: each key of the shipped rules is taken away
// or changed, and then a test must fail or check-config must say something new.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/text.hpp"
#include "daemon/rehearsal/run_rule_test.hpp"
#include "tests/daemon/rehearsal/shipped_files.hpp"

namespace tocsin {
namespace {

// A key with its value, as it stands in the text.
struct KeyText {
    std::string name;  // "rule.open.body"
    std::size_t begin = 0, end = 0;
    std::size_t value = 0;  // Where its value begins.
};

// Keys of [[rule]] and of the tables below it.  What is written over several lines ends with the
// bracket or the quotes that it began with.
std::vector<KeyText> keys_of(const std::string& text) {
    static const re2::RE2 header(R"(\s*\[+([a-z_.]+)\]+.*)");
    static const re2::RE2 key(R"((\w+)\s*=\s*)");
    std::vector<KeyText> keys;
    std::string table;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = text.find('\n', at);
        const std::string line = text.substr(at, end - at);
        re2::RE2::FullMatch(line, header, &table);
        re2::StringPiece rest(line);
        std::string name;
        const bool is_rule = table == "rule" || table.starts_with("rule.");
        if (is_rule && re2::RE2::Consume(&rest, key, &name)) {
            const std::size_t value = at + line.size() - rest.size();
            if (rest.starts_with("'''")) end = text.find("'''\n", value + 3) + 3;
            if (rest == "[") end = text.find("\n]", value) + 2;
            keys.push_back({table + "." + name, at, end, value});
        }
        at = end + 1;
    }
    return keys;
}

// The text with one key taken away, and with another value where there is an obvious one.
std::vector<std::string> mutants(const std::string& text, const KeyText& key) {
    const std::string before = text.substr(0, key.begin);
    const std::string after = text.substr(key.end);
    std::vector<std::string> made{before + after};
    std::string value = text.substr(key.value, key.end - key.value);
    const std::string head = text.substr(key.begin, key.value - key.begin);
    const std::string whole = value;
    if (re2::RE2::Replace(&value, R"(^true)", "false") ||
        re2::RE2::Replace(&value, R"(^false)", "true") ||
        re2::RE2::Replace(&value, R"(^"(\d+)([smh])\")", R"("1\1\2")") ||
        re2::RE2::Replace(&value, R"(^(["'])([A-Z]))", R"(\1Q\2)")) {
        made.push_back(before + head + value + after);
    }
    return made;
}

// What says the default, or the same as a key above it, may be left out: nothing is different.
bool is_noticed(const std::vector<SourceFile>& files, const Loaded& before) {
    const Loaded loaded = load(files);
    if (!loaded.config || loaded.diagnostics.size() > before.diagnostics.size()) return true;
    if (loaded.config->rules.digest() == before.config->rules.digest()) return true;
    return std::any_of(
        loaded.config->tests.begin(), loaded.config->tests.end(),
        [&](const RuleTest& test) { return !run_rule_test(*loaded.config, test).passed(); });
}

// The names of keys that can be changed or taken away without a word.
std::vector<std::string> survivors(const std::vector<SourceFile>& files) {
    const Loaded before = load(files);
    std::vector<std::string> alive;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (files[i].role != FileRole::rules) continue;
        for (const KeyText& key : keys_of(files[i].text)) {
            std::vector<SourceFile> changed = files;
            for (const std::string& mutant : mutants(files[i].text, key)) {
                changed[i].text = mutant;
                if (!is_noticed(changed, before)) alive.push_back(files[i].name + " " + key.name);
            }
        }
    }
    return alive;
}

// These fallback names no test can reach: the label that the names show is one of group_by.
TEST(MutatedRules, AreNoticedByTheTestsOfTheShippedRules) {
    EXPECT_THAT(survivors(shipped_files(TOCSIN_SOURCE_DIR)),
                testing::ElementsAre("rules.d/10-services.toml rule.fallback_name",
                                     "rules.d/90-rest.toml rule.fallback_name"));
}

// The check itself: without tests everything survives but what the rules cannot do without.
TEST(MutatedRules, SurviveWhereThereAreNoTests) {
    std::vector<SourceFile> files = shipped_files(TOCSIN_SOURCE_DIR);
    for (SourceFile& file : files) {
        const std::size_t tests = file.text.find("[[test]]");
        if (file.role == FileRole::rules && tests != std::string::npos) file.text.resize(tests);
    }
    EXPECT_GT(survivors(files).size(), 20U);
}

}  // namespace
}  // namespace tocsin
