#include "engine/aim.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

using Status = ComponentStatus;
constexpr Status up = Status::operational;
constexpr Status planned = Status::under_maintenance;
constexpr Status slow = Status::degraded_performance;
constexpr Status partial = Status::partial_outage;
constexpr Status major = Status::major_outage;

ComponentRecord written(Status status, Status found = up) {
    ComponentRecord record;
    record.found = found;
    record.written = status;
    return record;
}

TEST(Aim, RaisesAtOnceAndRemembersWhatItFound) {
    const Aim made = aim(slow, std::nullopt, major, false);
    EXPECT_EQ(made.write, major);
    ASSERT_TRUE(made.record.has_value());
    EXPECT_EQ(made.record->found, slow);
}

TEST(Aim, RaisesAlsoWhatIsAPersonsOrListedByOthers) {
    EXPECT_EQ(aim(slow, written(partial), major, true).write, major);
    EXPECT_EQ(aim(planned, std::nullopt, slow, true).write, slow);
}

TEST(Aim, KeepsWhatWasFoundFirstWhileItRaisesItsOwn) {
    const Aim made = aim(slow, written(slow, up), major, false);
    EXPECT_EQ(made.write, major);
    EXPECT_EQ(made.record->found, up);
}

TEST(Aim, GoesBackToWhatWasFoundBefore) {
    EXPECT_EQ(aim(major, written(major, slow), std::nullopt, false).write, slow);
    EXPECT_EQ(aim(major, written(major, up), std::nullopt, false).write, up);
    // Also where others listed it when it was raised: what we raised there is ours.
    ComponentRecord listed = written(major, partial);
    listed.found_listed = true;
    EXPECT_EQ(aim(major, listed, std::nullopt, true).write, partial);
}

// A maintenance set it when it began, and set it back when it was over.
TEST(Aim, ForgetsWhatItFoundWhenOthersHaveLoweredIt) {
    ComponentRecord record = written(slow, planned);
    record.found_listed = true;
    record.maybe_written = {up};
    const Aim made = aim(up, record, slow, false);
    EXPECT_EQ(made.write, slow);
    ASSERT_TRUE(made.record.has_value());
    EXPECT_EQ(made.record->found, up);
    EXPECT_FALSE(made.record->found_listed);
}

TEST(Aim, GoesBackToAMaintenanceOnlyWhileItIsOn) {
    ComponentRecord record = written(slow, planned);
    record.found_listed = true;
    EXPECT_EQ(aim(slow, record, std::nullopt, true).write, planned);
    EXPECT_EQ(aim(slow, record, std::nullopt, false).write, up);
    // A person's own word, which no maintenance stands behind, is kept.
    EXPECT_EQ(aim(slow, written(slow, planned), std::nullopt, false).write, planned);
}

// It may have ended between the look at the page and the call.
TEST(Aim, RemembersThatItWentBackToAMaintenanceUntilThatIsOver) {
    ComponentRecord record = written(planned, planned);
    record.found_listed = true;
    const Aim during = aim(planned, record, std::nullopt, true);
    EXPECT_FALSE(during.write.has_value());
    EXPECT_EQ(during.record, record);
    EXPECT_EQ(aim(planned, record, std::nullopt, false).write, up);
    record.found_listed = false;
    EXPECT_FALSE(aim(planned, record, std::nullopt, true).record.has_value());
}

TEST(Aim, LowersItsOwnToWhatOtherClaimsSay) {
    EXPECT_EQ(aim(major, written(major), slow, false).write, slow);
    EXPECT_EQ(aim(major, written(major, partial), slow, false).write, partial);
}

TEST(Aim, NeverLowersWhatAPersonWrote) {
    EXPECT_EQ(aim(major, std::nullopt, std::nullopt, false).write, std::nullopt);
    EXPECT_EQ(aim(major, std::nullopt, slow, false).write, std::nullopt);
    EXPECT_EQ(aim(major, written(slow), std::nullopt, false).write, std::nullopt);
    EXPECT_EQ(aim(major, written(slow), partial, false).write, std::nullopt);
    // Nor says it of it on resolve.
    EXPECT_EQ(aim(major, std::nullopt, std::nullopt, false).target, std::nullopt);
}

TEST(Aim, NeverLowersWhatOthersListedSince) {
    const Aim made = aim(major, written(major), std::nullopt, true);
    EXPECT_EQ(made.write, std::nullopt);
    EXPECT_EQ(made.target, std::nullopt);
    // And remembers it for when they are done.
    EXPECT_EQ(made.record, written(major));
    EXPECT_EQ(aim(major, made.record, std::nullopt, false).write, up);
}

TEST(Aim, CountsWhatMayHaveBeenWrittenAsItsOwn) {
    ComponentRecord record = written(slow);
    record.maybe_written = {partial, major};
    EXPECT_EQ(aim(partial, record, std::nullopt, false).write, up);
    EXPECT_EQ(aim(major, record, std::nullopt, false).write, up);
}

TEST(Aim, RemembersWhatMayStillLandWhileItRaisesFurther) {
    ComponentRecord record;
    record.maybe_written = {slow};
    const Aim made = aim(up, record, major, false);
    EXPECT_EQ(made.write, major);
    EXPECT_TRUE(made.record->maybe_written.contains(slow));
}

TEST(Aim, IsItsOwnAgainWhenItSaysWhatWeWouldWrite) {
    const Aim made = aim(major, written(slow), major, false);
    EXPECT_EQ(made.write, std::nullopt);
    EXPECT_EQ(made.record->written, major);
    EXPECT_EQ(aim(major, made.record, std::nullopt, false).write, up);
}

TEST(Aim, DoesNotMakeItsOwnWhatStoodSoBeforeItClaimedIt) {
    // A person set it; then an alert claims the same; then the alert goes.
    const Aim claimed = aim(major, std::nullopt, major, false);
    EXPECT_EQ(claimed.write, std::nullopt);
    const Aim gone = aim(major, claimed.record, std::nullopt, false);
    EXPECT_EQ(gone.write, std::nullopt);
}

TEST(Aim, ForgetsAComponentThatIsAsItShouldBe) {
    EXPECT_EQ(aim(up, written(up), std::nullopt, false).record, std::nullopt);
    EXPECT_EQ(aim(slow, written(slow, slow), std::nullopt, false).record, std::nullopt);
    EXPECT_EQ(aim(major, written(slow), std::nullopt, false).record, std::nullopt);
}

// Whatever the present, the row and the claims: it never writes lower what is not ours, never
// lower than what was found, and never lower than the claims.
TEST(Aim, NeverLowersWhatIsNotOurs) {
    const std::vector<Status> all{up, planned, slow, partial, major};
    for (const Status present : all) {
        for (const Status last : all) {
            for (const Status found : all) {
                for (std::size_t claimed = 0; claimed <= all.size(); ++claimed) {
                    for (const bool listed : {false, true}) {
                        std::optional<Status> claim;
                        if (claimed < all.size()) claim = all[claimed];
                        const ComponentRecord record = written(last, found);
                        const Aim made = aim(present, record, claim, listed);
                        if (made.write) {
                            EXPECT_NE(*made.write, present);
                            EXPECT_GE(*made.write, claim.value_or(up));
                        }
                        if (!made.write || *made.write >= present) continue;
                        EXPECT_EQ(present, last) << "lowered what is not ours";
                        EXPECT_FALSE(listed) << "lowered what others listed since";
                        EXPECT_GE(*made.write, found) << "lowered below what was found";
                    }
                }
            }
        }
    }
}

TEST(Aims, LeaveOutWhatThePageDoesNotHaveAndGroups) {
    PageView view;
    view.components[component("api")] = {component("api"), "API", up, false};
    view.components[component("web")] = {component("web"), "Web", up, true};
    const ComponentStates claims{
        {component("api"), slow}, {component("web"), slow}, {component("db"), slow}};
    const auto made = aims({}, view, claims, {}, {});
    ASSERT_EQ(made.size(), 1U);
    EXPECT_EQ(made.at(component("api")).write, slow);
}

TEST(Aims, LookAtWhatIsClaimedKnownOrConcerned) {
    PageView view;
    for (const char* alias : {"api", "web", "db"})
        view.components[component(alias)] = {component(alias), alias, up, false};
    PageRecord page;
    page.components[component("web")] = written(slow);
    const auto made = aims(page, view, {{component("api"), slow}}, {component("db")}, {});
    EXPECT_EQ(made.size(), 3U);
    EXPECT_EQ(made.at(component("db")).target, up);
}

}  // namespace
}  // namespace tocsin
