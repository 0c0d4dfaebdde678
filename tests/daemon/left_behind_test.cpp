#include "daemon/left_behind.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class LeftBehind : public ::testing::Test {
protected:
    LeftBehind() {
        config.pages[PageName("main")];
        config.sources[SourceName("am")];
    }

    IncidentId add(const std::string& id, const std::string& page, Standing standing) {
        Incident incident;
        incident.id = IncidentId(id);
        incident.page = PageName(page);
        incident.standing = standing;
        incident.desired.name = "Trouble " + id;
        incidents.emplace(incident.id, incident);
        return incident.id;
    }

    std::vector<std::string> sentences() { return left_behind(config, incidents, held); }

    Config config;
    IncidentsById incidents;
    std::map<SourceName, std::set<IncidentId>> held;
};

TEST_F(LeftBehind, IsNothingWhileAllPagesAndSourcesAreThere) {
    held[SourceName("am")].insert(add("1", "main", Standing::public_));
    EXPECT_THAT(sentences(), IsEmpty());
}

TEST_F(LeftBehind, IsWhatThePublicSeesOrMaySeeOnAPageThatIsGone) {
    add("1", "gone", Standing::public_);
    add("2", "gone", Standing::held);
    add("3", "gone", Standing::recorded);
    add("4", "gone", Standing::quiet);
    const IncidentId claims = add("5", "gone", Standing::quiet);
    incidents.at(claims).desired.claims[ComponentId("c")] = ComponentStatus::major_outage;
    add("6", "main", Standing::public_);
    ASSERT_EQ(sentences().size(), 1U);
    EXPECT_THAT(sentences()[0], HasSubstr("page \"gone\""));
    EXPECT_THAT(sentences()[0],
                HasSubstr(" 1 (Trouble 1), 2 (Trouble 2), 5 (Trouble 5): put it back"));
}

TEST_F(LeftBehind, IsWhatTheAlertsOfASourceThatIsGoneHold) {
    const IncidentId id = add("1", "main", Standing::public_);
    held[SourceName("am")].insert(id);
    held[SourceName("gone")].insert(id);
    ASSERT_EQ(sentences().size(), 1U);
    EXPECT_THAT(sentences()[0], HasSubstr("source \"gone\""));
    EXPECT_THAT(sentences()[0], HasSubstr(" 1 (Trouble 1): put it back"));
}

TEST_F(LeftBehind, NamesTenIncidentsAndCountsTheOthers) {
    for (int number = 10; number < 22; ++number)
        add(std::to_string(number), "gone", Standing::public_);
    ASSERT_EQ(sentences().size(), 1U);
    EXPECT_THAT(sentences()[0], HasSubstr("19 (Trouble 19) and 2 more: put"));
    EXPECT_THAT(sentences()[0], Not(HasSubstr("20")));
}

}  // namespace
}  // namespace tocsin
