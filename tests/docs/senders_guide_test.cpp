// docs/senders.md: what it shows is loaded by those for whom it is written, and it forgets no file.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <filesystem>
#include <set>

#include "daemon/config_files.hpp"
#include "daemon/source_trial.hpp"
#include "tests/support/amtool.hpp"
#include "tests/support/markdown.hpp"

namespace tocsin {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view page_of_main = R"(version = 1
[page.main]
id = "pageidofyours"
api_key = { file = "/run/statuspage" }
)";

class SendersGuide : public testing::Test {
protected:
    const std::string docs = std::string(TOCSIN_SOURCE_DIR) + "/docs/";
    const std::string page = read_file(docs + "senders.md").value();

    // The block of that language that holds these words.
    std::string block(std::string_view language, std::string_view words) const {
        for (const MarkdownBlock& one : markdown_blocks(page, language)) {
            if (one.text.find(words) != std::string::npos) return one.text;
        }
        ADD_FAILURE() << "no block with " << words;
        return {};
    }

    std::set<std::string> found(const std::string& pattern) const {
        std::set<std::string> all;
        re2::StringPiece rest(page);
        std::string one;
        while (RE2::FindAndConsume(&rest, pattern, &one)) all.insert(one);
        return all;
    }
};

TEST_F(SendersGuide, HasOnlyConfigurationsThatLoadWithoutAWarning) {
    std::size_t count = 0;
    for (const MarkdownBlock& block : markdown_blocks(page, "toml")) {
        const bool is_main = block.text.starts_with("# tocsin.toml");
        const std::string main =
            is_main ? "version = 1\n" + block.text + std::string(page_of_main.substr(12))
                    : std::string(page_of_main) + block.text;
        const std::vector<SourceFile> files{{"tocsin.toml", main, FileRole::main}};
        EXPECT_EQ(format_diagnostics(load(files).diagnostics, files, "text"), "")
            << "docs/senders.md:" << block.line;
        ++count;
    }
    EXPECT_GE(count, 6U);
}

TEST_F(SendersGuide, ShowsAlertmanagerWhatItsOwnToolTakes) {
    if (amtool::program().empty()) GTEST_SKIP() << amtool::missing;
    const amtool::InputFile file(testing::TempDir(), block("yaml", "webhook_configs"));
    const amtool::Outcome outcome =
        amtool::finish(amtool::start({"check-config", file.path()}, "2>&1"));
    EXPECT_EQ(outcome.status, 0) << outcome.text;
}

TEST_F(SendersGuide, ShowsPrometheusWhatItsOwnToolTakes) {
    const char* tool = std::getenv("TOCSIN_PROMTOOL");
    if (tool == nullptr) GTEST_SKIP() << "$TOCSIN_PROMTOOL is not set";
    const std::string yaml = block("yaml", "path_prefix");
    const amtool::InputFile file(testing::TempDir(), yaml);
    const std::string command = amtool::quoted_for_shell(tool) + " check config --syntax-only " +
                                amtool::quoted_for_shell(file.path()) + " 2>&1";
    const amtool::Outcome outcome = amtool::finish(::popen(command.c_str(), "r"));
    EXPECT_EQ(outcome.status, 0) << outcome.text;
}

TEST_F(SendersGuide, TakesTheMessageThatItRecommends) {
    const std::vector<SourceFile> files{{"tocsin.toml",
                                         std::string(page_of_main) + block("toml", "[source.shop]"),
                                         FileRole::main}};
    const Loaded loaded = load(files);
    ASSERT_TRUE(loaded.config);
    const SourceConfig& shop = loaded.config->sources.at(SourceName("shop"));
    const auto taken = [&](const std::string& body) {
        const SourceTrial trial = try_source(shop, {"application/json", "/webhooks/shop", body},
                                             *parse_rfc3339("2026-10-03T10:00:00Z"));
        EXPECT_TRUE(trial.group) << format_trial(trial);
        return trial.group.value().alerts.at(0);
    };
    std::string body = block("json", "\"firing\"");
    const Alert fires = taken(body);
    EXPECT_EQ(fires.state, AlertState::firing);
    EXPECT_EQ(fires.labels.to_text(),
              R"({alertname="CheckoutFails", service="checkout", severity="critical"})");
    EXPECT_EQ(fires.annotations.get("summary"), "Payments time out");
    EXPECT_TRUE(fires.starts_at);
    ASSERT_TRUE(RE2::Replace(&body, "\"firing\"", "\"resolved\""));
    const Alert over = taken(body);
    EXPECT_EQ(over.state, AlertState::resolved);
    EXPECT_EQ(over.fingerprint, fires.fingerprint);
}

TEST_F(SendersGuide, NamesEachReadyMadeSource) {
    std::set<std::string> files;
    for (const auto& entry : fs::directory_iterator(docs + "../config/sources"))
        files.insert(entry.path().filename().string());
    EXPECT_EQ(found("\\.\\./config/sources/([a-z-]+\\.toml)\\)"), files);
}

TEST_F(SendersGuide, SaysOfEachReadyMadeSourceWhatProvesItsSender) {
    for (const std::string& name : found("\\.\\./config/sources/([a-z-]+\\.toml)\\)")) {
        std::string proof;
        ASSERT_TRUE(RE2::PartialMatch(
            page, RE2::QuoteMeta("config/sources/" + name) + "\\) \\| ([a-z_]+) \\|", &proof))
            << name;
        const std::string text = read_file(docs + "../config/sources/" + name).value();
        EXPECT_NE(text.find("\nauth = { " + proof), std::string::npos) << name;
    }
}

TEST_F(SendersGuide, LinksToPagesThatAreThere) {
    for (const std::string& target : found("\\]\\(([^)#\\s]+)"))
        EXPECT_TRUE(read_file(docs + target)) << target;
    for (const std::string& part : found("\\]\\(#([^)\\s]+)\\)")) {
        // "#a-b" is "A b", "A-b" or "A, b".
        std::string title = part;
        RE2::GlobalReplace(&title, "-", "(, |[ -])");
        EXPECT_TRUE(RE2::PartialMatch(page, "(?mi)^## " + title + "$")) << part;
    }
}

}  // namespace
}  // namespace tocsin
