// Whole configurations: the project's own good and bad ones, the design's examples where they are
// at hand, and broken copies of all of them, which must be refused and never bring load() down.
#include <filesystem>
#include <random>

#include "config/effective.hpp"
#include "tests/config/example_files.hpp"

namespace tocsin::testing {
namespace {

namespace fs = std::filesystem;

const fs::path data = data_folder();
const fs::path design = design_folder();

TEST(Examples, GoodOnesLoadAndTheirRulesAreReadBack) {
    const auto folders = folders_in(data / "good");
    EXPECT_GE(folders.size(), 3u);
    for (const fs::path& folder : folders) {
        SCOPED_TRACE(folder.string());
        const std::vector<SourceFile> files = files_in(folder);
        const Loaded loaded = load_and_forget_tests(files);
        EXPECT_EQ(format_diagnostics(loaded.diagnostics, files, "text"), "");
        ASSERT_TRUE(loaded.config.has_value());
        for (const RulePtr& rule : loaded.config->rules.rules()) {
            const auto back = load_rule(rule->text);
            ASSERT_TRUE(back) << back.error().message;
            Rule expected = *rule;
            expected.file.clear();
            EXPECT_EQ(*back.value(), expected) << rule->text;
        }
    }
}

// Each bad one has its expected.txt beside it: what check-config prints, to the letter.
TEST(Examples, BadOnesAreToldAsWritten) {
    const auto folders = folders_in(data / "bad");
    EXPECT_GE(folders.size(), 4u);
    for (const fs::path& folder : folders) {
        const std::vector<SourceFile> files = files_in(folder);
        EXPECT_EQ(format_diagnostics(load(files).diagnostics, files, "text"),
                  read_text((folder / "expected.txt").string()))
            << folder;
    }
}

TEST(Examples, OfTheDesignLoadButForWhatComesLater) {
    if (!fs::exists(design)) GTEST_SKIP() << "../shared is not beside this checkout";
    const std::vector<SourceFile> files = files_in(design);
    for (const Diagnostic& d : load(files).diagnostics) {
        EXPECT_TRUE(d.code == "E399" || d.level == Level::warning)
            << format_diagnostics({d}, files, "text");
    }
}

std::vector<std::vector<SourceFile>> all_examples() {
    std::vector<std::vector<SourceFile>> all;
    // The good ones three times: of what is broken only now and then, much loads.
    for (const auto* kind : {"good", "good", "good", "bad"}) {
        for (const fs::path& folder : folders_in(data / kind)) all.push_back(files_in(folder));
    }
    if (fs::exists(design)) all.push_back(files_in(design));
    return all;
}

class Mutation {
public:
    explicit Mutation(unsigned seed) : chance_(seed) {}

    std::size_t below(std::size_t bound) {
        return std::uniform_int_distribution<std::size_t>(0, bound - 1)(chance_);
    }

    void change(std::string& text) {
        static const std::vector<std::string> bits{"\"",
                                                   "'",
                                                   "'''",
                                                   "\"\"\"",
                                                   "\\",
                                                   "\n",
                                                   "=",
                                                   "[",
                                                   "]",
                                                   "[[",
                                                   "{",
                                                   "}",
                                                   ",",
                                                   "#",
                                                   ".",
                                                   "\\u12",
                                                   "\x01",
                                                   "\xff",
                                                   "ä",
                                                   "{{",
                                                   "}}",
                                                   "{{ end }}",
                                                   "| tz",
                                                   " = 5\n",
                                                   "-1",
                                                   "1e999",
                                                   "true",
                                                   "[rule]\n",
                                                   "[[rule]]\n",
                                                   "extends = \"r\"\n",
                                                   "for = \"5m\"\n",
                                                   "catch_all"};
        const std::size_t at = below(text.size() + 1);
        const std::size_t length = std::min(below(30), text.size() - at);
        switch (below(4)) {
            case 0:
                text.erase(at, length);
                break;
            case 1:
                text.insert(at, bits[below(bits.size())]);
                break;
            case 2:
                text.insert(below(text.size() + 1), text.substr(at, length));
                break;
            default:
                // A value of another type, which parsing alone does not notice.
                if (const std::size_t equals = text.find("= ", at); equals != std::string::npos) {
                    const std::size_t end = std::min(text.find('\n', equals), text.size());
                    text.replace(equals, end - equals, below(2) == 0 ? "= 7" : "= [\"x\", {}]");
                }
        }
    }

private:
    std::mt19937 chance_;
};

TEST(Examples, BrokenAnywhereAreRefusedOrRightAndAllCanBePrinted) {
    const auto examples = all_examples();
    std::size_t loaded_count = 0, refused_count = 0;
    for (unsigned seed = 0; seed < 600; ++seed) {
        Mutation mutation(seed);
        std::vector<SourceFile> files = examples[mutation.below(examples.size())];
        for (std::size_t i = 0; i <= mutation.below(3); ++i) {
            mutation.change(files[mutation.below(files.size())].text);
        }
        const Loaded loaded = load(files);
        ASSERT_EQ(loaded.config.has_value(), !has_errors(loaded.diagnostics)) << seed;
        ++(loaded.config ? loaded_count : refused_count);
        for (const Diagnostic& d : loaded.diagnostics) {
            ASSERT_TRUE(d.line == 0 || (d.column > 0 && d.end > d.column)) << seed << d.message;
            ASSERT_FALSE(d.message.empty()) << seed;
        }
        for (const auto* format : {"text", "json", "github"}) {
            ASSERT_EQ(format_diagnostics(loaded.diagnostics, files, format).empty(),
                      loaded.diagnostics.empty() && format != std::string_view("json"))
                << seed;
        }
        if (!loaded.config) continue;
        for (const RulePtr& rule : loaded.config->rules.rules()) {
            const auto back = load_rule(rule->text);
            ASSERT_TRUE(back) << seed << back.error().message;
            ASSERT_EQ(back.value()->version, rule->version) << seed;
        }
        for (const EffectiveRule& rule : effective_rules(files, *loaded.config)) {
            ASSERT_EQ(rule.keys.front().name, "name") << seed;
        }
        ASSERT_FALSE(adapted_json(files, *loaded.config).empty()) << seed;
    }
    EXPECT_GT(loaded_count, 20u);
    EXPECT_GT(refused_count, 200u);
}

}  // namespace
}  // namespace tocsin::testing
