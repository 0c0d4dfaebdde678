// Matching calls with expectations where nothing but their order and their keys tells them apart.
#include "daemon/rehearsal/compare_calls.hpp"

#include "tests/daemon/rehearsal/small_shop.hpp"

namespace tocsin::testing {
namespace {

RehearsedCall update_of(const std::string& incident, const std::string& body) {
    RehearsedCall call;
    call.page = PageName("shop");
    call.incident = IncidentId(incident);
    UpdateCall update;
    update.body = body;
    call.call = update;
    return call;
}

RehearsedCall component_of(const std::string& id) {
    RehearsedCall call;
    call.page = PageName("shop");
    call.call = ComponentCall{ComponentId(id), ComponentStatus::operational};
    return call;
}

ExpectedCall update_with(const std::string& part) {
    ExpectedCall expected;
    expected.call = CallWord::update;
    expected.body_contains = part;
    return expected;
}

ExpectedCall component_with(const std::string& alias) {
    ExpectedCall expected;
    expected.call = CallWord::component;
    expected.components = {{ComponentAlias(alias), ComponentStatus::operational}};
    return expected;
}

const Config& config() {
    static const Config shop = shop_config();
    return shop;
}

using Places = std::vector<std::optional<std::size_t>>;

CallMatch match(const std::vector<ExpectedCall>& expects, const std::vector<RehearsedCall>& calls,
                bool exhaustive = true) {
    return match_calls(config(), expects, calls, exhaustive);
}

// The first expectation would fit both calls; only one choice lets all be met.
TEST(MatchCalls, LooksForTheChoiceThatMeetsAll) {
    const std::vector<RehearsedCall> calls{update_of("a", "xy"), update_of("b", "x")};
    EXPECT_EQ(match({update_with("x"), update_with("y")}, calls).call_of, (Places{1, 0}));
    EXPECT_EQ(match({update_with("x"), update_with("z")}, calls).call_of,
              (Places{0, std::nullopt}));
}

TEST(MatchCalls, KeepsTheOrderWithinAnIncidentAndNoOther) {
    const std::vector<RehearsedCall> one{update_of("a", "1"), update_of("a", "2")};
    EXPECT_FALSE(match({update_with("1"), update_with("2")}, one).is_out_of_order);
    EXPECT_TRUE(match({update_with("2"), update_with("1")}, one).is_out_of_order);
    EXPECT_TRUE(match({update_with("2"), update_with("1")}, one, false).is_out_of_order);
    const std::vector<RehearsedCall> two{update_of("a", "1"), update_of("b", "2")};
    EXPECT_FALSE(match({update_with("2"), update_with("1")}, two).is_out_of_order);
    const std::vector<RehearsedCall> alone{component_of("c1"), component_of("c2")};
    EXPECT_FALSE(match({component_with("search"), component_with("cart")}, alone).is_out_of_order);
}

// Which of two incidents that begin alike is meant shows only later.
TEST(MatchCalls, ComesBackOnAChoiceThatWasWrong) {
    const std::vector<RehearsedCall> calls{update_of("a", "begin"), update_of("b", "begin"),
                                           update_of("a", "end a"), update_of("b", "end b")};
    const auto found = match(
        {update_with("begin"), update_with("end b"), update_with("begin"), update_with("end a")},
        calls);
    EXPECT_FALSE(found.is_out_of_order);
    EXPECT_EQ(found.call_of, (Places{1, 3, 0, 2}));
}

TEST(MatchCalls, MayLeaveOutCallsOnlyWhereNotAllAreExpected) {
    const std::vector<RehearsedCall> calls{update_of("a", "1"), update_of("a", "2"),
                                           update_of("a", "3")};
    const auto open = match({update_with("1"), update_with("3")}, calls, false);
    EXPECT_FALSE(open.is_out_of_order);
    EXPECT_EQ(open.call_of, (Places{0, 2}));
    EXPECT_TRUE(match({update_with("3"), update_with("1")}, calls, false).is_out_of_order);
}

// Fifty that look alike, and one that nothing meets: no search through all their orders.
TEST(MatchCalls, IsQuickAboutAStorm) {
    std::vector<RehearsedCall> calls;
    std::vector<ExpectedCall> expects;
    for (int i = 0; i < 50; ++i) {
        calls.push_back(update_of("i" + std::to_string(i), "same"));
        expects.push_back(update_with("same"));
    }
    EXPECT_EQ(match(expects, calls).call_of.size(), 50u);
    EXPECT_FALSE(match(expects, calls).is_out_of_order);
    expects.back() = update_with("other");
    const auto found = match(expects, calls);
    EXPECT_EQ(std::count(found.call_of.begin(), found.call_of.end(), std::nullopt), 1);
}

TEST(Differences, AreThoseOfTheIncidentAfterTheCall) {
    RehearsedCall call = update_of("a", "text");
    call.shown.name = "Name";
    call.shown.status = IncidentStatus::identified;
    call.shown.impact = Impact::minor;
    ExpectedCall expected = update_with("text");
    expected.name = "Name";
    expected.status = IncidentStatus::identified;
    expected.impact = Impact::minor;
    EXPECT_TRUE(differences(config(), expected, call).empty());
    expected.impact = Impact::major;
    call.shown.impact.reset();
    EXPECT_EQ(differences(config(), expected, call),
              (std::vector<KeyDifference>{{"impact", "\"major\"", "(none)"}}));
}

TEST(Differences, OfComponentsAreOfTheWholeTable) {
    RehearsedCall call = update_of("a", "");
    std::get<UpdateCall>(*call.call).components = {
        {ComponentId("c1"), ComponentStatus::operational}};
    ExpectedCall expected;
    expected.call = CallWord::update;
    expected.components.emplace();
    EXPECT_EQ(differences(config(), expected, call),
              (std::vector<KeyDifference>{{"components", "{}", "{ cart = \"operational\" }"}}));
    expected.components = {{ComponentAlias("cart"), ComponentStatus::operational}};
    EXPECT_TRUE(differences(config(), expected, call).empty());
    // An alias of another page means none of this one.
    expected.components = {{ComponentAlias("edge"), ComponentStatus::operational}};
    EXPECT_EQ(differences(config(), expected, call).size(), 1u);
}

TEST(Differences, NameTheKindOfCallFirst) {
    ExpectedCall expected;
    expected.call = CallWord::create;
    const auto found = differences(config(), expected, component_of("c1"));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found.front(), (KeyDifference{"call", "\"create\"", "\"component\""}));
}

}  // namespace
}  // namespace tocsin::testing
