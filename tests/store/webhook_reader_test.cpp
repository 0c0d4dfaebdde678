// WebhookReader: what the daemon recorded, read beside it.
#include "store/webhook_reader.hpp"

#include <fstream>

#include "tests/store/any.hpp"
#include "tests/store/opened_store.hpp"

namespace tocsin {
namespace {

std::vector<Webhook> all_of(WebhookReader& reader) {
    std::vector<Webhook> all;
    for (;;) {
        auto some = reader.next();
        EXPECT_TRUE(some.has_value());
        if (!some || some.value().empty()) return all;
        all.insert(all.end(), some.value().begin(), some.value().end());
    }
}

TEST(WebhookReader, ReadsAllWebhooksInOrderWhileTheDaemonWrites) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    std::vector<Webhook> recorded;
    const auto append = [&](std::size_t number) {
        recorded.push_back(a_webhook(number));
        ASSERT_TRUE(store.append(recorded.back()).has_value());
    };
    append(1);
    ASSERT_TRUE(store.append(Finding{FindingKind::closed_by_person, IncidentId("i"), WallTime()})
                    .has_value());
    append(2);
    auto reader = WebhookReader::open(folder.store_path());
    ASSERT_TRUE(reader.has_value()) << reader.error().message;
    EXPECT_EQ(all_of(*reader.value()), recorded);
    append(3);
    EXPECT_EQ(all_of(*reader.value()), std::vector<Webhook>{recorded.back()});
    // The store is not held up by who reads it.
    EXPECT_TRUE(store.append(a_webhook(4)).has_value());
}

TEST(WebhookReader, ReadsMoreThanGoesIntoMemoryAtOnce) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    for (std::size_t i = 0; i < 5; ++i) {
        Webhook webhook = a_webhook(i);
        webhook.envelope.body = std::string(5U << 20, 'x');
        ASSERT_TRUE(store.append(webhook).has_value());
    }
    auto reader = WebhookReader::open(folder.store_path());
    ASSERT_TRUE(reader.has_value());
    EXPECT_LE(reader.value()->next().value().size(), 2u);
    EXPECT_EQ(all_of(*reader.value()).size(), 3u);
}

TEST(WebhookReader, RefusesWhatIsNoStore) {
    const TestFolder folder;
    EXPECT_EQ(WebhookReader::open(folder.store_path()).error().code, ErrorCode::unavailable);
    std::ofstream(folder.store_path()) << "";
    EXPECT_EQ(WebhookReader::open(folder.store_path()).error().code, ErrorCode::refused);
    std::ofstream(folder.store_path()) << "this is no database at all, only some text";
    EXPECT_FALSE(WebhookReader::open(folder.store_path()).has_value());
}

TEST(WebhookReader, RefusesTheStoreOfANewerTocsin) {
    const TestFolder folder;
    { OpenedStore store(folder.store_path()); }
    {
        const auto database = Database::open(folder.store_path(), {}).value();
        ASSERT_TRUE(database->run("PRAGMA user_version = 999").has_value());
    }
    const auto refused = WebhookReader::open(folder.store_path());
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().message,
              "it has version 999 and was written by a newer tocsin; this one knows up to 4");
}

}  // namespace
}  // namespace tocsin
