// What a reload cannot take is told, and what it can take is not.
#include "daemon/fixed_settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

Config one_listener() {
    Config config;
    ListenerConfig listener;
    listener.name = "webhooks";
    listener.address = "127.0.0.1:9487";
    listener.serves = {"webhooks"};
    listener.tls.emplace().cert_file = "old.pem";
    config.listeners.push_back(listener);
    config.store.path = "a.db";
    return config;
}

TEST(FixedSettings, AreNamedOneByOneWhereTheyDiffer) {
    const FixedSettings running = fixed_settings_of(one_listener());
    Config fresh = one_listener();
    EXPECT_THAT(what_needs_restart(running, fresh), IsEmpty());
    fresh.listeners[0].idle_timeout += std::chrono::seconds(1);
    EXPECT_THAT(what_needs_restart(running, fresh), ElementsAre(StartsWith("listeners")));
    fresh.store.retention.webhooks += std::chrono::hours(1);
    fresh.log.format = "json";
    EXPECT_THAT(
        what_needs_restart(running, fresh),
        ElementsAre(StartsWith("listeners"), StartsWith("[store]"), StartsWith("[log] format")));
}

TEST(FixedSettings, DifferByAListenerThatCameOrWentOrIsNoLongerEncrypted) {
    const FixedSettings running = fixed_settings_of(one_listener());
    Config more = one_listener();
    more.listeners.push_back(more.listeners[0]);
    EXPECT_THAT(what_needs_restart(running, more), ElementsAre(StartsWith("listeners")));
    Config plain = one_listener();
    plain.listeners[0].tls.reset();
    EXPECT_THAT(what_needs_restart(running, plain), ElementsAre(StartsWith("listeners")));
}

TEST(FixedSettings, DifferByWhetherThereAreUsersAndNotByWhoTheyAre) {
    Config with_users = one_listener();
    with_users.listeners[0].users.emplace("alice", UserConfig{});
    const FixedSettings running = fixed_settings_of(with_users);
    EXPECT_THAT(what_needs_restart(running, one_listener()), ElementsAre(StartsWith("listeners")));
    with_users.listeners[0].users.emplace("bob", UserConfig{});
    EXPECT_THAT(what_needs_restart(running, with_users), IsEmpty());
}

TEST(FixedSettings, DoNotHoldWhatAReloadTakes) {
    const FixedSettings running = fixed_settings_of(one_listener());
    Config fresh = one_listener();
    fresh.listeners[0].tls->cert_file = "new.pem";
    fresh.listeners[0].tls->min_version = "1.3";
    fresh.log.level = "debug";
    EXPECT_THAT(what_needs_restart(running, fresh), IsEmpty());
}

}  // namespace
}  // namespace tocsin
