// What the command line says over the files, for every snapshot alike.
#include "daemon/flags.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::HasSubstr;

// Two listeners; the second serves webhooks.
Snapshot two_listeners() {
    Snapshot snapshot;
    for (const char* const name : {"admin", "webhooks"}) {
        ListenerConfig listener;
        listener.name = name;
        listener.address = "127.0.0.1:1";
        listener.serves = {name};
        snapshot.config.listeners.push_back(listener);
        snapshot.serves.emplace(name, listener.serves);
        ListenerOptions options;
        options.name = name;
        options.address = {"127.0.0.1", 1};
        snapshot.listeners.push_back(std::move(options));
    }
    snapshot.config.store.path = "file.db";
    return snapshot;
}

TEST(Flags, LeaveAllAsTheFilesSayWithoutOne) {
    Snapshot snapshot = two_listeners();
    ASSERT_TRUE(put_over({}, snapshot));
    EXPECT_EQ(snapshot.config.store.path, "file.db");
    EXPECT_EQ(snapshot.config.log.level, "info");
    EXPECT_EQ(snapshot.config.log.format, "auto");
    EXPECT_EQ(snapshot.listeners[1].address.port, 1U);
}

TEST(Flags, BeatTheFilesInTheConfigurationAndAtTheListener) {
    Snapshot snapshot = two_listeners();
    snapshot.config.listeners[1].systemd_socket = "tocsin.socket";
    ASSERT_TRUE(put_over({"[::1]:9", "flag.db", "debug", "json"}, snapshot));
    EXPECT_EQ(snapshot.config.listeners[1].systemd_socket, "");
    EXPECT_EQ(snapshot.config.store.path, "flag.db");
    EXPECT_EQ(snapshot.config.log.level, "debug");
    EXPECT_EQ(snapshot.config.log.format, "json");
    EXPECT_EQ(snapshot.config.listeners[0].address, "127.0.0.1:1");
    EXPECT_EQ(snapshot.config.listeners[1].address, "[::1]:9");
    EXPECT_EQ(snapshot.listeners[0].address.port, 1U);
    EXPECT_EQ(snapshot.listeners[1].address.port, 9U);
}

TEST(Flags, AreRefusedByNameAndThenChangeNothing) {
    const std::vector<std::pair<Flags, std::string>> cases{
        {{"nowhere", "flag.db", "", ""}, "--web.listen-address"},
        {{"", "flag.db", "loud", ""}, "--log.level"},
        {{"", "flag.db", "", "xml"}, "--log.format"},
    };
    for (const auto& [flags, named] : cases) {
        Snapshot snapshot = two_listeners();
        const auto put = put_over(flags, snapshot);
        ASSERT_FALSE(put) << named;
        EXPECT_THAT(put.error().message, HasSubstr(named));
        EXPECT_EQ(snapshot.config.store.path, "file.db");
    }
}

TEST(Flags, NeedAListenerOfWebhooksForAnAddress) {
    Snapshot snapshot = two_listeners();
    snapshot.config.listeners[1].serves = {"health"};
    EXPECT_FALSE(put_over({"127.0.0.1:9", "", "", ""}, snapshot));
}

}  // namespace
}  // namespace tocsin
