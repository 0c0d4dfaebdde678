// Statuspage's words and ours: spelling, order, and nothing for any other word.
#include "domain/words.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tocsin {
namespace {

template <class Enum>
void check_words() {
    const auto words = words_of<Enum>();
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto value = static_cast<Enum>(i);
        EXPECT_EQ(to_string(value), words[i]);
        EXPECT_EQ(from_word<Enum>(words[i]), value);
    }
    for (const std::string_view other :
         {"", "Resolved", "RESOLVED", " none", "none ", "postmortem"}) {
        EXPECT_EQ(from_word<Enum>(other), std::nullopt) << other;
    }
}

TEST(Words, OfEveryEnumerationReadBack) {
    check_words<ComponentStatus>();
    check_words<IncidentStatus>();
    check_words<Impact>();
    check_words<RuleKind>();
    check_words<Phase>();
    check_words<Standing>();
    check_words<HeldBy>();
}

TEST(Words, AreSpelledAsTheEnumeratorsAre) {
    EXPECT_EQ(to_string(ComponentStatus::under_maintenance), "under_maintenance");
    EXPECT_EQ(to_string(ComponentStatus::major_outage), "major_outage");
    EXPECT_EQ(to_string(IncidentStatus::investigating), "investigating");
    EXPECT_EQ(to_string(IncidentStatus::resolved), "resolved");
    EXPECT_EQ(to_string(IncidentStatus::scheduled), "scheduled");
    EXPECT_EQ(to_string(IncidentStatus::completed), "completed");
    EXPECT_EQ(to_string(Impact::none), "none");
    EXPECT_EQ(to_string(Impact::critical), "critical");
    EXPECT_EQ(to_string(RuleKind::backfill), "backfill");
    EXPECT_EQ(to_string(Phase::closed), "closed");
    EXPECT_EQ(to_string(Standing::public_), "public");
    EXPECT_EQ(to_string(HeldBy::limit), "limit");
}

// The page gets the worst claim: the comparison of claims is that of the enumerators.
TEST(Words, OfComponentsGrowWorse) {
    EXPECT_LT(ComponentStatus::operational, ComponentStatus::under_maintenance);
    EXPECT_LT(ComponentStatus::under_maintenance, ComponentStatus::degraded_performance);
    EXPECT_LT(ComponentStatus::degraded_performance, ComponentStatus::partial_outage);
    EXPECT_LT(ComponentStatus::partial_outage, ComponentStatus::major_outage);
}

TEST(Words, TellWhatIsFinalAndWhatIsScheduled) {
    for (const std::string_view word : words_of<IncidentStatus>()) {
        const IncidentStatus status = *from_word<IncidentStatus>(word);
        EXPECT_EQ(is_final(status), word == "resolved" || word == "completed") << word;
        const bool realtime = word == "investigating" || word == "identified" ||
                              word == "monitoring" || word == "resolved";
        EXPECT_EQ(is_scheduled(status), !realtime) << word;
    }
}

}  // namespace
}  // namespace tocsin
