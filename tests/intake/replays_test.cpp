#include "intake/replays.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

const SourceName grafana("grafana");
const SourceName other("other");
const WallTime start{24h};

ReplayMark mark(const std::string& digest, Duration from_start = 300s) {
    return {digest, start + from_start};
}

TEST(Replays, KnowsASignatureOfItsSourceWhileItIsInTime) {
    Replays replays;
    EXPECT_FALSE(replays.find(grafana, mark("a"), start));
    replays.begin(grafana, mark("a"), WebhookId("W1"));
    replays.settle(grafana, mark("a"), true);
    EXPECT_EQ(replays.find(grafana, mark("a"), start + 300s), WebhookId("W1"));
    EXPECT_FALSE(replays.find(other, mark("a"), start));
    EXPECT_FALSE(replays.find(grafana, mark("b"), start));
    EXPECT_FALSE(replays.find(grafana, mark("a"), start + 301s));
    EXPECT_EQ(replays.size(), 0U);
}

TEST(Replays, KnowsWhatTheStoreKnew) {
    Replays replays;
    replays.restore({{grafana, mark("a"), WebhookId("W1")}, {other, mark("b"), WebhookId("W2")}});
    EXPECT_EQ(replays.find(grafana, mark("a"), start), WebhookId("W1"));
    EXPECT_EQ(replays.find(other, mark("b"), start), WebhookId("W2"));
    EXPECT_FALSE(replays.wait(grafana, mark("a"), [](bool) { FAIL(); }));
}

TEST(Replays, TellsThoseThatWaitWhatBecameOfTheFirst) {
    for (const bool stored : {true, false}) {
        Replays replays;
        replays.begin(grafana, mark("a"), WebhookId("W1"));
        std::vector<bool> told;
        for (int i = 0; i < 2; ++i) {
            ASSERT_TRUE(replays.find(grafana, mark("a"), start));
            EXPECT_TRUE(replays.wait(grafana, mark("a"), [&](bool is) { told.push_back(is); }));
        }
        EXPECT_TRUE(told.empty());
        replays.settle(grafana, mark("a"), stored);
        EXPECT_EQ(told, std::vector<bool>(2, stored));
        EXPECT_EQ(replays.find(grafana, mark("a"), start).has_value(), stored);
    }
}

TEST(Replays, ForgetsNothingThatIsStillOnItsWay) {
    Replays replays;
    replays.begin(grafana, mark("a", 1s), WebhookId("W1"));
    replays.begin(grafana, mark("b", 1s), WebhookId("W2"));
    EXPECT_FALSE(replays.find(other, mark("x"), start + 10s));
    replays.settle(grafana, mark("b", 1s), false);
    replays.settle(grafana, mark("a", 1s), true);
    EXPECT_FALSE(replays.find(other, mark("x"), start + 10s));
    EXPECT_EQ(replays.size(), 0U);
}

}  // namespace
}  // namespace tocsin
