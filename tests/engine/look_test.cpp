#include "engine/look.hpp"

#include <gtest/gtest.h>

#include "engine/page_view.hpp"
#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

const CallId attempt("attempt-checkout");

Intent create_intent() {
    Intent intent;
    intent.call = attempt;
    CreateCall call;
    call.marker = {IncidentKey("key"), IncidentId("checkout"), attempt};
    intent.what = call;
    intent.state = IntentState::unknown;
    intent.prepared_at = at(0s);
    return intent;
}

PageIncident ours(const std::string& id, WallTime created = at(1s)) {
    PageIncident shown = page_incident(an_incident(), id);
    shown.created_at = created;
    return shown;
}
PageIncident other(const std::string& id, WallTime created) {
    PageIncident shown = page_incident(an_incident("other"), id);
    shown.created_at = created;
    return shown;
}
std::vector<PageIncident> full_page(WallTime created) {
    std::vector<PageIncident> all;
    for (std::size_t i = 0; i < page_size; ++i)
        all.push_back(other("o" + std::to_string(i), created));
    return all;
}
PageCall reads(IncidentList list, int page) {
    return ListIncidents{list, page};
}

TEST(LookForCreate, FindsItAmongTheUnresolved) {
    Look look(create_intent());
    EXPECT_EQ(*look.next(), reads(IncidentList::unresolved, 1));
    ASSERT_TRUE(look.take(Accepted{std::vector{other("o", at(2s)), ours("p1")}}));
    EXPECT_EQ(look.next(), std::nullopt);
    ASSERT_TRUE(look.found().has_value());
    EXPECT_EQ(look.found()->id, StatuspageId("p1"));
}

TEST(LookForCreate, FindsItOnALaterPage) {
    Look look(create_intent());
    look.take(Accepted{full_page(at(5s))});
    EXPECT_EQ(*look.next(), reads(IncidentList::unresolved, 2));
    look.take(Accepted{std::vector{ours("p1")}});
    EXPECT_EQ(look.found()->id, StatuspageId("p1"));
}

TEST(LookForCreate, FindsItAmongAllIfItIsOverAlready) {
    Look look(create_intent());
    look.take(Accepted{std::vector<PageIncident>{}});
    EXPECT_EQ(*look.next(), reads(IncidentList::all, 1));
    PageIncident over = ours("p1");
    over.status = IncidentStatus::resolved;
    look.take(Accepted{std::vector{over}});
    EXPECT_EQ(look.found()->id, StatuspageId("p1"));
}

TEST(LookForCreate, GoesBackToBeforeItWasPreparedAndNoFurther) {
    Look look(create_intent());
    look.take(Accepted{std::vector<PageIncident>{}});
    look.take(Accepted{full_page(at(-1s))});  // The page's clock may be behind.
    EXPECT_EQ(*look.next(), reads(IncidentList::all, 2));
    look.take(Accepted{full_page(at(0s) - clock_skew_max - 1s)});
    EXPECT_EQ(look.next(), std::nullopt);
    EXPECT_FALSE(look.found().has_value());
}

TEST(LookForCreate, TakesTheOlderOfTwo) {
    Look look(create_intent());
    look.take(Accepted{std::vector{ours("p2", at(9s)), ours("p1", at(3s)), ours("p3", at(5s))}});
    EXPECT_EQ(look.found()->id, StatuspageId("p1"));
}

TEST(LookForCreate, KnowsItsOwnByTheAttemptAlone) {
    Look look(create_intent());
    PageIncident before = ours("p0");
    before.marker->attempt = CallId("another");
    look.take(Accepted{std::vector{before}});
    look.take(Accepted{std::vector{before}});
    EXPECT_FALSE(look.found().has_value());
}

TEST(LookForCreate, AlsoReadsTheListsOfMaintenancesForOne) {
    Intent intent = create_intent();
    std::get<CreateCall>(intent.what).maintenance = MaintenancePlan{at(1h), at(2h)};
    Look look(intent);
    for (const IncidentList list : {IncidentList::unresolved, IncidentList::scheduled,
                                    IncidentList::active_maintenance, IncidentList::all}) {
        EXPECT_EQ(*look.next(), reads(list, 1));
        look.take(Accepted{std::vector<PageIncident>{}});
    }
    EXPECT_EQ(look.next(), std::nullopt);
}

TEST(LookForCreate, GoesBackToBeforeTheDateOfABackfill) {
    Intent intent = create_intent();
    std::get<CreateCall>(intent.what).backfill_date = "2026-10-01";
    Look look(intent);
    look.take(Accepted{std::vector<PageIncident>{}});
    look.take(Accepted{full_page(*parse_rfc3339("2026-10-01T12:00:00Z"))});
    EXPECT_EQ(*look.next(), reads(IncidentList::all, 2));
    look.take(Accepted{full_page(*parse_rfc3339("2026-09-29T12:00:00Z"))});
    EXPECT_EQ(look.next(), std::nullopt);
}

// The lists of the page may come without metadata.
TEST(LookForCreate, ReadsByItselfWhatBearsItsNameAndNoMarker) {
    Intent intent = create_intent();
    std::get<CreateCall>(intent.what).name = "Checkout is down";
    const auto unmarked = [](const std::string& id, const std::string& name, WallTime created) {
        PageIncident shown = ours(id, created);
        shown.name = name;
        shown.marker.reset();
        return shown;
    };
    Look look(intent);
    look.take(Accepted{std::vector{unmarked("p1", "Checkout is down", at(1s)),
                                   unmarked("p2", "Checkout is down", at(2s)),
                                   unmarked("p3", "Something else", at(2s)),
                                   unmarked("p4", "Checkout is down", at(0s) - 1h)}});
    look.take(Accepted{std::vector{unmarked("p2", "Checkout is down", at(2s))}});
    EXPECT_EQ(*look.next(), PageCall(ReadIncident{StatuspageId("p2")}));
    // A person's: it has none when it is read by itself either.
    look.take(Accepted{unmarked("p2", "Checkout is down", at(2s))});
    EXPECT_EQ(*look.next(), PageCall(ReadIncident{StatuspageId("p1")}));
    look.take(Accepted{ours("p1")});
    EXPECT_EQ(look.next(), std::nullopt);
    EXPECT_EQ(look.found()->id, StatuspageId("p1"));
}

TEST(LookForCreate, FindsNothingInWhatBearsItsNameAndIsAnothersOrGone) {
    PageIncident unmarked = ours("p1");
    unmarked.marker.reset();
    Intent intent = create_intent();
    std::get<CreateCall>(intent.what).name = unmarked.name;
    for (const PageReply& reply : {PageReply(NotFound{"gone"}), PageReply(Accepted{unmarked})}) {
        Look look(intent);
        look.take(Accepted{std::vector{unmarked}});
        look.take(Accepted{std::vector<PageIncident>{}});
        ASSERT_TRUE(look.take(reply));
        EXPECT_EQ(look.next(), std::nullopt);
        EXPECT_FALSE(look.found().has_value());
        EXPECT_FALSE(look.is_missing());
    }
}

TEST(LookForCreate, TakesNoAnswerThatIsNone) {
    Look look(create_intent());
    EXPECT_FALSE(look.take(Unknown{"reset"}));
    EXPECT_FALSE(look.take(NotFound{"?"}));
    EXPECT_FALSE(look.take(Accepted{}));
}

// ---- Updates ----------------------------------------------------------------------------------

UpdateCall resolves() {
    UpdateCall call;
    call.incident = StatuspageId("p1");
    call.status = IncidentStatus::resolved;
    call.body = "It works again.";
    return call;
}

PageIncident with_update(std::string id, std::optional<IncidentStatus> status, std::string body,
                         WallTime created = at(1s)) {
    PageIncident shown = ours("p1");
    shown.status = status;
    shown.updates.insert(shown.updates.begin(),
                         {UpdateId(std::move(id)), status, std::move(body), created});
    return shown;
}

TEST(LookForUpdate, ReadsTheIncident) {
    Intent intent = create_intent();
    intent.what = resolves();
    Look look(intent);
    EXPECT_EQ(*look.next(), PageCall(ReadIncident{StatuspageId("p1")}));
    ASSERT_TRUE(
        look.take(Accepted{with_update("u2", IncidentStatus::resolved, "It works again.")}));
    EXPECT_EQ(look.next(), std::nullopt);
    EXPECT_TRUE(look.found().has_value());
}

TEST(LookForUpdate, SeesThatItIsNotThere) {
    Intent intent = create_intent();
    intent.what = resolves();
    Look look(intent);
    look.take(Accepted{ours("p1")});
    EXPECT_EQ(look.next(), std::nullopt);
    EXPECT_FALSE(look.found().has_value());
    EXPECT_FALSE(look.is_missing());
}

TEST(LookForUpdate, SeesThatItsIncidentIsGone) {
    Intent intent = create_intent();
    intent.what = resolves();
    Look look(intent);
    ASSERT_TRUE(look.take(NotFound{"gone"}));
    EXPECT_TRUE(look.is_missing());
}

TEST(ShowsUpdate, ComparesTextsWhateverThePageDoesToThem) {
    UpdateCall call = resolves();
    call.body = "One line.\nAnother.";
    EXPECT_TRUE(shows_update(
        with_update("u2", IncidentStatus::resolved, " One line.\r\nAnother.\r\n"), call, at(0s)));
}

TEST(ShowsUpdate, IsProvedByTheTextHoweverPeopleWentOn) {
    PageIncident shown = with_update("u2", IncidentStatus::resolved, "It works again.");
    shown.name = "A person's name";
    shown.status = std::nullopt;  // A postmortem was published.
    EXPECT_TRUE(shows_update(shown, resolves(), at(0s)));
}

TEST(ShowsUpdate, IsNotProvedByAnEarlierUpdateOfOursWithTheSameText) {
    const PageIncident shown = with_update("u2", IncidentStatus::resolved, "It works again.");
    EXPECT_FALSE(shows_update(shown, resolves(), at(0s), {UpdateId("u2")}));
    EXPECT_FALSE(
        shows_update(with_update("u2", IncidentStatus::resolved, "It works again.", at(-1h)),
                     resolves(), at(0s)));
}

TEST(ShowsUpdate, IsNotProvedByTheSameTextUnderAnotherStatus) {
    EXPECT_FALSE(shows_update(with_update("u2", IncidentStatus::monitoring, "It works again."),
                              resolves(), at(0s)));
}

TEST(ShowsUpdate, OfStateNeedsAllThatItWouldHaveWritten) {
    UpdateCall call;
    call.name = "checkout has trouble";
    call.impact = Impact::critical;
    PageIncident shown = ours("p1");
    EXPECT_FALSE(shows_update(shown, call, at(0s)));
    shown.impact_override = Impact::critical;
    EXPECT_TRUE(shows_update(shown, call, at(0s)));
    call.component_ids = {component("api")};
    EXPECT_FALSE(shows_update(shown, call, at(0s)));
    shown.components = {component("db"), component("api")};
    EXPECT_TRUE(shows_update(shown, call, at(0s)));
}

TEST(ShowsUpdate, OfComponentsAloneIsNeverProved) {
    UpdateCall call;
    call.components = {{component("api"), ComponentStatus::operational}};
    EXPECT_FALSE(shows_update(ours("p1"), call, at(0s)));
}

TEST(ShowsUpdate, OfTimesComparesWholeSeconds) {
    UpdateCall call;
    call.maintenance = MaintenancePlan{at(1h) + 300ms, at(2h) + 700ms};
    PageIncident shown = ours("p1");
    shown.scheduled_for = at(1h);
    shown.scheduled_until = at(2h);
    EXPECT_TRUE(shows_update(shown, call, at(0s)));
    shown.scheduled_until = at(3h);
    EXPECT_FALSE(shows_update(shown, call, at(0s)));
}

TEST(LookForTweet, NeverFindsOne) {
    Intent intent = create_intent();
    intent.what = TweetCall{StatuspageId("p1"), UpdateId("u1")};
    Look look(intent);
    look.take(Accepted{ours("p1")});
    EXPECT_EQ(look.next(), std::nullopt);
    EXPECT_FALSE(look.found().has_value());
}

}  // namespace
}  // namespace tocsin
