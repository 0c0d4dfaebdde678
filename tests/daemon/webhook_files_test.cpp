// Recorded webhooks as files: their names, their order, and those that say nothing of themselves.
#include "daemon/webhook_files.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace tocsin {
namespace {

TEST(WebhookFiles, AreNamedByTimeAndSource) {
    const auto named = webhook_file_named("/a/b/20261124T120000.123Z--am-eu.1.json");
    ASSERT_TRUE(named);
    EXPECT_EQ(named->source, SourceName("am-eu.1"));
    EXPECT_EQ(named->received_at, parse_rfc3339("2026-11-24T12:00:00.123Z"));
    EXPECT_TRUE(webhook_file_named("20261124T120000Z--am.json"));
    for (const char* other :
         {"20261124T120000Z-am.json", "20261124T120000Z--.json", "20261124T120000Z--am.txt",
          "20261324T120000Z--am.json", "20261124T120000--am.json", "alert.json",
          "x20261124T120000Z--am.json"}) {
        EXPECT_FALSE(webhook_file_named(other)) << other;
    }
}

class WebhookFolder : public ::testing::Test {
protected:
    WebhookFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "tocsin-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
    }
    ~WebhookFolder() override { std::filesystem::remove_all(folder_); }

    // Written at this time, in seconds.
    void put(const std::string& name, std::time_t at) {
        const std::string path = (folder_ / name).string();
        std::ofstream(path) << "body of " << name;
        const timespec times[] = {{at, 0}, {at, 500'000'000}};
        ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
    }

    static std::vector<std::string> names_of(const std::vector<WebhookFile>& files) {
        std::vector<std::string> names;
        for (const WebhookFile& file : files)
            names.push_back(std::filesystem::path(file.path).filename().string());
        return names;
    }

    std::filesystem::path folder_;
};

TEST_F(WebhookFolder, IsReadInTheOrderOfReceipt) {
    put("20261124T120001Z--am.json", 5);
    put("20261124T120000Z--grafana.json", 6);
    put(".hidden", 1);
    std::filesystem::create_directory(folder_ / "more");
    const auto files = list_webhook_files(folder_.string(), std::nullopt);
    ASSERT_TRUE(files.has_value()) << files.error().message;
    EXPECT_EQ(names_of(files.value()), (std::vector<std::string>{"20261124T120000Z--grafana.json",
                                                                 "20261124T120001Z--am.json"}));
    const auto webhook = read_webhook(files.value().front());
    ASSERT_TRUE(webhook.has_value());
    EXPECT_EQ(webhook.value().source, SourceName("grafana"));
    EXPECT_EQ(webhook.value().envelope.body, "body of 20261124T120000Z--grafana.json");
}

TEST_F(WebhookFolder, TakesOtherNamesInByteOrderAtTheirFilesTime) {
    put("b.json", 1'000);
    put("a.json", 2'000);
    put("c.json", 3'000);
    put("19700101T002500Z--am.json", 9'000);  // 1500 seconds.
    const auto refused = list_webhook_files(folder_.string(), std::nullopt);
    ASSERT_FALSE(refused.has_value());
    EXPECT_NE(refused.error().message.find("a.json: the name does not say"), std::string::npos);
    const auto files = list_webhook_files(folder_.string(), SourceName("grafana"));
    ASSERT_TRUE(files.has_value());
    EXPECT_EQ(names_of(files.value()), (std::vector<std::string>{"19700101T002500Z--am.json",
                                                                 "a.json", "b.json", "c.json"}));
    EXPECT_EQ(to_micros(files.value()[1].received_at), 2'000'500'000);
    // It was written before "a.json", and comes after it all the same.
    EXPECT_EQ(to_micros(files.value()[2].received_at), 2'000'500'000);
    EXPECT_EQ(files.value()[2].source, SourceName("grafana"));
}

TEST_F(WebhookFolder, ThatIsNotThereIsSaid) {
    const auto absent = list_webhook_files((folder_ / "absent").string(), std::nullopt);
    ASSERT_FALSE(absent.has_value());
    EXPECT_EQ(absent.error().code, ErrorCode::unavailable);
    EXPECT_FALSE(read_webhook({(folder_ / "absent.json").string(), {}, {}}).has_value());
}

}  // namespace
}  // namespace tocsin
