// docs/testing-rules.md: its example loads and passes, and fails in the words that it shows.
#include "daemon/config_files.hpp"
#include "daemon/rehearsal/test_report.hpp"
#include "tests/daemon/rehearsal/small_shop.hpp"
#include "tests/support/markdown.hpp"

namespace tocsin::testing {
namespace {

std::vector<std::string> blocks_of(const std::string& page, const std::string& language) {
    std::vector<std::string> blocks;
    for (MarkdownBlock& block : markdown_blocks(page, language)) {
        blocks.push_back(std::move(block.text));
    }
    return blocks;
}

class DocumentedRules : public ::testing::Test {
protected:
    DocumentedRules()
        : page(read_file(std::string(TOCSIN_SOURCE_DIR) + "/docs/testing-rules.md").value()),
          toml(blocks_of(page, "toml")) {}

    std::vector<SourceFile> files(const std::string& rules) const {
        return {{"tocsin.toml", toml.at(0), FileRole::main},
                {"rules.d/10-services.toml", rules, FileRole::rules}};
    }

    const std::string page;
    const std::vector<std::string> toml;
};

TEST_F(DocumentedRules, PassTheirTestsAndAreCovered) {
    ASSERT_EQ(toml.size(), 2u);
    const auto sources = files(toml[1]);
    const Loaded loaded = load(sources);
    ASSERT_TRUE(loaded.config) << format_diagnostics(loaded.diagnostics, sources, "text");
    EXPECT_EQ(loaded.config->tests.size(), 2u);
    for (const RuleTest& test : loaded.config->tests)
        EXPECT_EQ(format_outcome(run_rule_test(*loaded.config, test)).substr(0, 2), "ok");
}

TEST_F(DocumentedRules, FailAsIsShown) {
    std::string wrong = toml.at(1);
    const std::string right = "impact        = \"critical\"";
    ASSERT_NE(wrong.find(right), std::string::npos);
    wrong.replace(wrong.find(right), right.size(), "impact        = \"major\"");
    const Loaded loaded = load(files(wrong));
    ASSERT_TRUE(loaded.config);
    const TestOutcome outcome = run_rule_test(*loaded.config, loaded.config->tests.front());
    EXPECT_EQ(blocks_of(page, ""), std::vector<std::string>{format_outcome(outcome)});
}

}  // namespace
}  // namespace tocsin::testing
