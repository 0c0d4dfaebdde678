#include "daemon/snapshot.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace tocsin {
namespace {

std::string shipped(const std::string& path) {
    return std::string(TOCSIN_SOURCE_DIR) + "/" + path;
}

// The shipped files as they lie under /etc/tocsin.
std::vector<SourceFile> shipped_files() {
    std::vector<SourceFile> files;
    files.push_back(
        {"tocsin.toml", read_file(shipped("config/tocsin.toml")).value(), FileRole::main});
    std::vector<std::string> rules;
    for (const auto& entry : std::filesystem::directory_iterator(shipped("rules"))) {
        rules.push_back(entry.path().string());
    }
    std::sort(rules.begin(), rules.end());
    for (const std::string& rule : rules) {
        files.push_back({rule, read_file(rule).value(), FileRole::rules});
    }
    return files;
}

TEST(ShippedConfiguration, LoadsWithoutAnError) {
    const auto files = shipped_files();
    const Loaded loaded = load(files);
    EXPECT_TRUE(loaded.config) << format_diagnostics(loaded.diagnostics, files, "text");
    ASSERT_TRUE(loaded.config);
    EXPECT_EQ(loaded.config->rules.rules().size(), 4U);
}

// A main file that asks for what is not there, as load_snapshot finds it.
class AbsentSecrets : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (std::filesystem::temp_directory_path() / "tocsin-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
        main_file_ = (folder_ / "tocsin.toml").string();
        std::ofstream(main_file_) << R"(version = 1
[listener.webhooks]
address = "127.0.0.1:9487"
serves = ["webhooks"]
[listener.webhooks.tls]
cert_file = "/nonexistent/cert.pem"
key_file = "/nonexistent/key.pem"
[source.am]
kind = "alertmanager"
auth = { bearer = { file = "/nonexistent/token" } }
[page.main]
id = "abcdefghijkl"
api_key = { file = "/nonexistent/key" }
)";
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string printed(const LoadedSnapshot& loaded, const std::string& format) {
        return format_diagnostics(loaded.diagnostics, loaded.files, format);
    }

    std::filesystem::path folder_;
    std::string main_file_;
};

TEST_F(AbsentSecrets, AreAllToldWithTheirPlaceInEveryFormat) {
    const LoadedSnapshot loaded = load_snapshot(main_file_);
    EXPECT_FALSE(loaded.snapshot);
    const std::string text = printed(loaded, "text");
    for (const char* const place : {":6:13: error[E320]: listener \"webhooks\"",
                                    ":10:19: error[E320]: secret file /nonexistent/token",
                                    ":13:11: error[E320]: secret file /nonexistent/key"}) {
        EXPECT_NE(text.find(main_file_ + place), std::string::npos) << place << "\n" << text;
    }
    for (const Diagnostic& one : loaded.diagnostics) {
        EXPECT_EQ(one.file, main_file_) << one.message;
        EXPECT_GT(one.end, one.column) << one.message;
    }
    EXPECT_NE(printed(loaded, "github").find("tocsin.toml,line=13,col=11,"), std::string::npos);
}

TEST(DispatchConfig, ReadsBackEveryRuleAsTheStoreKeepsIt) {
    const Loaded loaded = load(shipped_files());
    ASSERT_TRUE(loaded.config);
    const DispatchConfig dispatch = dispatch_config_of(*loaded.config);
    for (const RulePtr& rule : loaded.config->rules.rules()) {
        const RulePtr back = dispatch.load_rule({rule->version, rule->name, rule->text});
        ASSERT_TRUE(back) << rule->name.value;
        EXPECT_EQ(back->version, rule->version);
        EXPECT_EQ(back->name, rule->name);
    }
    EXPECT_EQ(dispatch.load_rule({RuleVersion("x"), RuleName("x"), "not toml"}), nullptr);
}

TEST(Buckets, PagesWithOneKeyByValueShareABucketAndDryRunsHaveTheirOwn) {
    Snapshot snapshot;
    for (const char* name : {"a", "b", "c", "d"}) {
        PageConfig page;
        page.name = PageName(name);
        snapshot.config.pages.emplace(page.name, page);
    }
    snapshot.api_keys.emplace(PageName("a"), Secret("one"));
    snapshot.api_keys.emplace(PageName("b"), Secret("two"));
    snapshot.api_keys.emplace(PageName("c"), Secret("one"));
    const auto buckets = buckets_of(snapshot);
    EXPECT_EQ(buckets.at(BucketName("a")), (std::vector<PageName>{PageName("a"), PageName("c")}));
    EXPECT_EQ(buckets.at(BucketName("b")), (std::vector<PageName>{PageName("b")}));
    EXPECT_EQ(buckets.at(BucketName("d")), (std::vector<PageName>{PageName("d")}));
    EXPECT_EQ(buckets.size(), 3U);
}

}  // namespace
}  // namespace tocsin
