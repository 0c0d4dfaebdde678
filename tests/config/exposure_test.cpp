// What nobody may reach who has proven nothing.
#include "config/exposure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::HasSubstr;

ListenerConfig listener(std::set<std::string> serves) {
    ListenerConfig made;
    made.serves = std::move(serves);
    return made;
}

SourceConfig open_source() {
    SourceConfig source;
    source.unauthenticated = true;
    return source;
}

TEST(Exposure, IsOfActsWithoutUsers) {
    EXPECT_THAT(exposed_by(listener({"metrics", "lifecycle"}), {}), HasSubstr("\"lifecycle\""));
    EXPECT_THAT(exposed_by(listener({"api"}), {}), HasSubstr("\"api\""));
    EXPECT_EQ(exposed_by(listener({"metrics", "health", "webhooks"}), {}), "");
    ListenerConfig with_users = listener({"api", "lifecycle"});
    with_users.users.emplace("alice", UserConfig{});
    EXPECT_EQ(exposed_by(with_users, {}), "");
}

TEST(Exposure, IsOfSourcesThatAskForNothingAndDoNotSaySo) {
    std::map<SourceName, SourceConfig> sources{{SourceName("am"), open_source()}};
    EXPECT_THAT(exposed_by(listener({"webhooks"}), sources), HasSubstr("[source.am]"));
    EXPECT_EQ(exposed_by(listener({"metrics"}), sources), "");
    sources.begin()->second.allow_unauthenticated = true;
    EXPECT_EQ(exposed_by(listener({"webhooks"}), sources), "");
    sources.begin()->second = SourceConfig{};
    EXPECT_EQ(exposed_by(listener({"webhooks"}), sources), "");
}

}  // namespace
}  // namespace tocsin
