#include "daemon/explanation/explanation.hpp"

#include "tests/daemon/explanation/explained.hpp"

namespace tocsin::testing {
namespace {

TEST(Explanation, HasEachAlertOfTheMessageInItsOrderWithItsSource) {
    const Config config = shop_config();
    const std::vector<Labels> alerts{{{"alertname", "Edge"}},
                                     {{"alertname", "Down"}, {"service", "search"}}};
    const Explanation made = explained(config, alerts);
    ASSERT_EQ(made.alerts.size(), 2U);
    for (std::size_t i = 0; i < alerts.size(); ++i) {
        EXPECT_EQ(made.alerts[i].alert.labels, alerts[i]);
        EXPECT_EQ(made.alerts[i].alert.source, SourceName("am"));
        EXPECT_EQ(made.alerts[i].source_kind, "alertmanager");
    }
    EXPECT_EQ(made.foretold.incidents.size(), 2U);
}

TEST(Explanation, OfNoAlertsIsEmpty) {
    const Config config = shop_config();
    const Explanation made = explained(config, {});
    EXPECT_TRUE(made.alerts.empty());
    EXPECT_TRUE(made.foretold.incidents.empty());
}

}  // namespace
}  // namespace tocsin::testing
