// What answers prove.  "gone" is missing, and "here" was named a moment ago.
#include "inquiry/conclude.hpp"

#include <gtest/gtest.h>

#include "domain/labels.hpp"
#include "tests/inquiry/answers.hpp"

namespace tocsin {
namespace {

using namespace std::chrono_literals;

class Conclude : public ::testing::Test {
protected:
    void answer_alerts(const Result<HttpResponse>& answer) {
        answers.alerts.emplace(read_list(answer));
    }
    void answer_status(const Result<HttpResponse>& first, const Result<HttpResponse>& second) {
        answers.uptime.emplace(read_uptime(first));
        answers.uptime_again.emplace(read_uptime(second));
    }
    void answer_status(const Result<HttpResponse>& both) { answer_status(both, both); }

    std::optional<Conclusion> conclude_now() const {
        std::vector<const AlertRecord*> all;
        for (const AlertRecord& alert : firing) all.push_back(&alert);
        return conclude(answers, noon, all);
    }
    Proof proof() const {
        const auto conclusion = conclude_now();
        if (!conclusion) {
            ADD_FAILURE() << "more is to be asked";
            return Proof::present;
        }
        EXPECT_EQ(conclusion->proof == Proof::absent, !conclusion->absent.empty());
        const bool must_say_why =
            conclusion->proof != Proof::absent && conclusion->proof != Proof::present;
        EXPECT_EQ(must_say_why, !conclusion->why.empty()) << conclusion->why;
        return conclusion->proof;
    }

    std::vector<AlertRecord> firing{firing_alert("gone", noon - 10min, noon - 1min),
                                    firing_alert("here", noon - 1min)};
    Answers answers;
    const HttpResponse old_enough = ok(status_since(noon - 10min));
};

TEST_F(Conclude, TakesForOverWhatAWholeListOfAnOldAlertmanagerDoesNotName) {
    answer_alerts(ok(list_of({"here", "another"})));
    answer_status(old_enough);
    EXPECT_EQ(proof(), Proof::absent);
    EXPECT_EQ(conclude_now()->absent, std::vector{Fingerprint("gone")});
}

TEST_F(Conclude, KeepsWhatIsThereWhateverItsState) {
    for (const char* state : {"active", "suppressed", "unprocessed", "something new"}) {
        answer_alerts(ok(list_of({"gone"}, state)));
        EXPECT_EQ(proof(), Proof::present) << state;
    }
}

TEST_F(Conclude, KeepsWhatIsThereByItsLabelsIfItsWebhookNamedNoFingerprint) {
    firing[0].fingerprint = Fingerprint(fingerprint_of(Labels{{"alertname", "Down"}}));
    answer_alerts(ok(list_of({"Down", "here"})));
    EXPECT_EQ(proof(), Proof::present);
}

// It asks no more than it must: a silenced alert costs one request in each round.
TEST_F(Conclude, AsksForTheUptimeOnlyIfSomethingIsAbsentAndTwiceThen) {
    EXPECT_EQ(conclude_now(), std::nullopt);
    answer_alerts(ok(list_of({"here"})));
    EXPECT_EQ(conclude_now(), std::nullopt);
    answers.uptime.emplace(read_uptime(old_enough));
    EXPECT_EQ(conclude_now(), std::nullopt);
    answers.uptime_again.emplace(read_uptime(old_enough));
    EXPECT_EQ(proof(), Proof::absent);
}

TEST_F(Conclude, NothingFromAnAlertmanagerThatHasJustStarted) {
    answer_alerts(ok(list_of({"here"})));
    answer_status(ok(status_since(noon - 10min + 1s)));
    EXPECT_EQ(proof(), Proof::too_young);
    EXPECT_EQ(conclude_now()->wait, Duration(1s));
    answer_status(ok(status_since(noon)));
    EXPECT_EQ(proof(), Proof::too_young);
    EXPECT_EQ(conclude_now()->wait, Duration(10min));
}

// Its clock was set back; nobody waits longer for it than for one that has just started.
TEST_F(Conclude, NothingFromAnAlertmanagerThatStartsInTheFuture) {
    answer_alerts(ok(list_of({"here"})));
    answer_status(ok(status_since(noon + 24h)));
    EXPECT_EQ(proof(), Proof::too_young);
    EXPECT_EQ(conclude_now()->wait, Duration(10min));
}

// Its host's clock is an hour ahead of ours: by ours it would have started in the future, and one
// whose clock is an hour behind would always be old enough.
TEST_F(Conclude, MeasuresTheUptimeByTheClockOfWhoAnswers) {
    answer_alerts(ok(list_of({"here"})));
    answer_status(ok(status_since(noon + 1h), noon + 1h + 10min));
    EXPECT_EQ(proof(), Proof::absent);
    answer_status(ok(status_since(noon - 1h), noon - 1h + 9min));
    EXPECT_EQ(proof(), Proof::too_young);
}

TEST_F(Conclude, NothingFromAnAnswerWithoutADate) {
    answer_alerts(ok(list_of({"here"})));
    HttpResponse undated = old_enough;
    undated.headers.remove("Date");
    answer_status(undated);
    EXPECT_EQ(proof(), Proof::failed);
    undated.headers.add("Date", "yesterday");
    answer_status(undated);
    EXPECT_EQ(proof(), Proof::failed);
}

// Two of a cluster behind one address: the list may be that of the other, which has just started.
TEST_F(Conclude, NothingFromTwoThatAnswerInTurn) {
    answer_alerts(ok(list_of({"here"})));
    answer_status(old_enough, ok(status_since(noon - 1h)));
    EXPECT_EQ(proof(), Proof::implausible);
    answer_status(old_enough, ok(status_since(noon - 10min, "two")));
    EXPECT_EQ(proof(), Proof::implausible);
    answer_status(old_enough, ok(status_since(noon)));
    EXPECT_EQ(proof(), Proof::too_young);
}

TEST_F(Conclude, NothingFromAListThatCannotBeWholeOrIsNone) {
    const std::string list = list_of({"here", "other"});
    const std::vector<Result<HttpResponse>> bad{
        unavailable("connection refused"),
        unknown_outcome("no answer within 10s"),
        HttpResponse{302, {{"Location", "/login"}}, list},
        HttpResponse{401, {}, list},
        HttpResponse{404, {}, list},
        HttpResponse{500, {}, list},
        HttpResponse{503, {}, list},
        HttpResponse{204, {}, ""},
        HttpResponse{206, {}, list},
        ok(""),
        ok("{}"),
        ok("null"),
        ok("<html>200</html>"),
        ok(list.substr(0, list.size() - 1)),
        ok(R"([{"labels":{}}])"),
    };
    answer_status(old_enough);
    for (const auto& answer : bad) {
        answer_alerts(answer);
        EXPECT_EQ(proof(), Proof::failed) << (answer ? answer.value().body : "no answer");
    }
}

TEST_F(Conclude, NothingIfTheStatusFails) {
    answer_alerts(ok(list_of({"here"})));
    HttpResponse redirect = old_enough;
    redirect.status = 307;
    const std::vector<Result<HttpResponse>> bad{unavailable("connection refused"), redirect,
                                                ok("{}"), ok(""), ok("[]")};
    for (const auto& answer : bad) {
        answer_status(answer, old_enough);
        EXPECT_EQ(proof(), Proof::failed);
        answer_status(old_enough, answer);
        EXPECT_EQ(proof(), Proof::failed);
    }
}

// That of another Alertmanager, or one that only shows some.
TEST_F(Conclude, NothingFromAListWithoutAnyAlertThatTheSourceIsKnownToFire) {
    answer_status(old_enough);
    answer_alerts(ok(list_of({"foreign"})));
    EXPECT_EQ(proof(), Proof::implausible);
    answer_alerts(ok("[]"));
    EXPECT_EQ(proof(), Proof::implausible);
    // Of an HA pair one may hear of nothing any more, while the other does.
    firing.pop_back();
    EXPECT_EQ(proof(), Proof::implausible) << "nothing else fires that could vouch for the list";
}

// Its webhook came while the question was on its way.
TEST_F(Conclude, NothingAboutWhatWasReceivedAfterTheQuestion) {
    answer_alerts(ok(list_of({"here"})));
    answer_status(old_enough);
    firing[0].received_at = noon;
    EXPECT_EQ(proof(), Proof::present);
    firing[0].received_at = noon - Duration(1);
    EXPECT_EQ(proof(), Proof::absent);
}

TEST_F(Conclude, NothingAboutWhatIsNotMissing) {
    firing.push_back(firing_alert("unlisted", noon - 1min));
    answer_alerts(ok(list_of({"gone", "here"})));
    EXPECT_EQ(proof(), Proof::present);
}

TEST_F(Conclude, LeavesWhatIsTooMuchForOneFindingToTheNextRound) {
    for (std::size_t i = 0; i <= absent_alerts_max; ++i)
        firing.push_back(firing_alert(std::to_string(i), noon - 10min, noon - 1min));
    answer_alerts(ok(list_of({"here"})));
    answer_status(old_enough);
    EXPECT_EQ(proof(), Proof::absent);
    EXPECT_EQ(conclude_now()->absent.size(), absent_alerts_max);
}

TEST(ProofWords, AreThoseOfTheMetric) {
    EXPECT_EQ(to_string(Proof::absent), "absent");
    EXPECT_EQ(to_string(Proof::failed), "failed");
}

}  // namespace
}  // namespace tocsin
