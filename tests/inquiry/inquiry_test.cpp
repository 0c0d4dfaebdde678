// The loop of an inquiry in virtual time, over the store in memory and an Alertmanager that answers
// each request after 100 ms.
#include "inquiry/inquiry.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>

#include "daemon/rehearsal/virtual_time.hpp"
#include "store/memory_store.hpp"
#include "tests/inquiry/answers.hpp"

namespace tocsin {
namespace {

using namespace std::chrono_literals;

// Answers as it is told, and never two requests at once.
class FakeAlertmanager final : public Transport {
public:
    explicit FakeAlertmanager(const Clock& clock) : clock_(clock) {}

    void exchange(HttpRequest request, Duration, Done done) override {
        EXPECT_FALSE(under_way_) << "two requests at once";
        if (std::exchange(is_out_of_memory, false)) throw std::bad_alloc();
        EXPECT_EQ(request.method, "GET");
        targets.push_back(request.target);
        if (request.target.find("/alerts") != std::string::npos) asked_at.push_back(clock_.wall());
        under_way_.emplace(std::move(request), std::move(done));
    }

    bool is_asked() const { return under_way_.has_value(); }
    void answer() {
        auto [request, done] = *std::exchange(under_way_, std::nullopt);
        if (failure) return done(*failure);
        const bool is_list = request.target.find("/alerts") != std::string::npos;
        done(ok(is_list ? list_of(listed) : status_since(started_at), clock_.wall()));
    }

    std::vector<std::string> listed;
    WallTime started_at = noon - 24h;
    std::optional<Error> failure;
    bool is_out_of_memory = false;  // Once.
    std::vector<std::string> targets;
    std::vector<WallTime> asked_at;  // When each round began.

private:
    const Clock& clock_;
    std::optional<std::pair<HttpRequest, Done>> under_way_;
};

class InquiryTest : public ::testing::Test {
protected:
    InquiryTest() {
        listed_by(*alertmanager, {"here"});
        firing = {firing_alert("gone", noon - 10min, noon - 1min),
                  firing_alert("here", noon - 1min)};
    }

    static void listed_by(FakeAlertmanager& asked, std::vector<std::string> fingerprints) {
        asked.listed = std::move(fingerprints);
    }

    InquiryHooks hooks() {
        InquiryHooks made;
        made.missing = [this] {
            std::size_t missing = 0;
            for (const AlertRecord& alert : firing) missing += alert.missing_since ? 1 : 0;
            return missing;
        };
        made.firing = [this] {
            if (std::exchange(is_out_of_memory, false)) throw std::bad_alloc();
            std::vector<const AlertRecord*> all;
            for (const AlertRecord& alert : firing) all.push_back(&alert);
            return all;
        };
        made.found = [this](Sequence sequence, const Finding& finding) {
            EXPECT_EQ(store.entries().at(sequence.value - 1).what, Recorded(finding));
            found.push_back(finding);
        };
        made.concluded = [this](const Conclusion& conclusion) {
            proofs.emplace_back(to_string(conclusion.proof));
        };
        made.problem = [this](const std::string& problem) { problems.push_back(problem); };
        return made;
    }

    // What dispatch makes of a finding.
    void judge_found() {
        for (const Finding& finding : found) {
            for (const Fingerprint& absent : finding.absence.alerts) {
                std::erase_if(
                    firing, [&](const AlertRecord& alert) { return alert.fingerprint == absent; });
            }
        }
    }

    bool answer_one() {
        if (store.waiting() > 0) {
            store.complete_next();
        } else if (alertmanager->is_asked()) {
            clock.move_to(clock.wall() + 100ms);
            alertmanager->answer();
        } else {
            return false;
        }
        return true;
    }

    void work(Duration span) {
        const WallTime until = clock.wall() + span;
        while (true) {
            inquiry.pump();
            if (answer_one()) continue;
            const auto due = inquiry.next_due();
            if (!due || *due > until) break;
            ASSERT_GT(*due, clock.wall()) << "the loop turns in circles";
            clock.move_to(*due);
        }
        clock.move_to(until);
    }

    // When rounds began, in seconds after the first.
    std::vector<double> rounds() const {
        std::vector<double> seconds;
        for (const WallTime at : alertmanager->asked_at) {
            const Duration after = at - alertmanager->asked_at.front();
            seconds.push_back(std::round(std::chrono::duration<double>(after).count()));
        }
        return seconds;
    }

    VirtualClock clock{noon};
    MemoryStore store;
    std::shared_ptr<FakeAlertmanager> alertmanager = std::make_shared<FakeAlertmanager>(clock);
    std::vector<AlertRecord> firing;
    std::vector<Finding> found;
    std::vector<std::string> proofs;
    std::vector<std::string> problems;
    bool is_out_of_memory = false;  // Once, when an answer is there.
    Inquiry inquiry{store, clock, {am, "/prefix", alertmanager}, hooks()};
};

TEST_F(InquiryTest, AsksNobodyWhileNothingIsMissing) {
    firing[0].missing_since.reset();
    EXPECT_EQ(inquiry.next_due(), std::nullopt);
    work(24h);
    EXPECT_TRUE(alertmanager->targets.empty());
}

TEST_F(InquiryTest, RecordsWhatIsAbsentWithTheTimeBeforeItAsked) {
    work(1s);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].kind, FindingKind::absent_at_sender);
    EXPECT_EQ(found[0].absence, (Absence{am, noon, {Fingerprint("gone")}}));
    EXPECT_EQ(found[0].found_at, noon + 300ms) << "three answers later";
    EXPECT_EQ(alertmanager->targets,
              (std::vector<std::string>{"/prefix/api/v2/alerts?active=true&silenced=true&"
                                        "inhibited=true&unprocessed=true",
                                        "/prefix/api/v2/status", "/prefix/api/v2/status"}));
    judge_found();
    work(24h);
    EXPECT_EQ(found.size(), 1U);
    EXPECT_EQ(rounds().size(), 1U);
}

TEST_F(InquiryTest, GoesOnAskingEveryThirtySecondsAboutWhatIsKept) {
    listed_by(*alertmanager, {"gone", "here"});
    work(2min);
    EXPECT_EQ(rounds(), (std::vector<double>{0, 30, 60, 90}));
    EXPECT_EQ(alertmanager->targets.size(), 4U) << "one request each";
    EXPECT_TRUE(store.entries().empty()) << "nothing is found";
    listed_by(*alertmanager, {"here"});
    work(1min);
    EXPECT_FALSE(found.empty());
}

TEST_F(InquiryTest, AsksLessAndLessOftenWhileAnswersProveNothing) {
    alertmanager->failure = unavailable("connection refused");
    work(1h);
    const std::vector<double> seconds = rounds();
    const std::vector<double> pauses{30, 60, 120, 240, 480, 600, 600};
    ASSERT_GT(seconds.size(), pauses.size());
    for (std::size_t i = 0; i < pauses.size(); ++i)
        EXPECT_NEAR(seconds[i + 1] - seconds[i], pauses[i], 1) << i;
    EXPECT_TRUE(found.empty());
    EXPECT_EQ(proofs.size(), seconds.size()) << "each is told";
    EXPECT_EQ(proofs.front(), "failed");
    // One answer, and it asks as often as before.
    alertmanager->failure.reset();
    listed_by(*alertmanager, {"gone", "here"});
    work(10min);
    alertmanager->asked_at.clear();
    work(2min);
    EXPECT_EQ(rounds().size(), 4U);
    // And a failure after that is the first again.
    alertmanager->asked_at.clear();
    alertmanager->failure = unavailable("connection refused");
    work(2min);
    EXPECT_EQ(rounds(), (std::vector<double>{0, 30, 90}));
}

// An answer that came is not waited for any longer.
TEST_F(InquiryTest, AsksAgainAfterAnAnswerThatThereWasNoMemoryFor) {
    is_out_of_memory = true;
    work(1min);
    EXPECT_EQ(proofs.front(), "failed");
    EXPECT_EQ(rounds().at(1), 30);
    EXPECT_FALSE(found.empty());
}

TEST_F(InquiryTest, AsksAgainAfterAQuestionThatThereWasNoMemoryFor) {
    alertmanager->is_out_of_memory = true;
    work(1min);
    EXPECT_EQ(proofs.front(), "failed");
    EXPECT_FALSE(found.empty());
}

TEST_F(InquiryTest, WaitsUntilTheAlertmanagerIsOldEnough) {
    alertmanager->started_at = noon - 4min;
    work(6min + 10s);
    EXPECT_EQ(proofs, (std::vector<std::string>{"too_young", "absent"}));
    ASSERT_EQ(rounds().size(), 2U);
    EXPECT_NEAR(rounds()[1], 360, 1);
}

TEST_F(InquiryTest, LeavesAsideWhatIsNamedWhileItAsks) {
    inquiry.pump();
    ASSERT_TRUE(answer_one());
    firing[0].received_at = clock.wall();
    firing[0].missing_since.reset();
    work(1min);
    EXPECT_EQ(proofs, std::vector<std::string>{"present"});
    EXPECT_TRUE(found.empty());
}

TEST_F(InquiryTest, FindsItAgainIfItCouldNotBeStored) {
    inquiry.pump();
    for (int answers = 0; answers < 3; ++answers) ASSERT_TRUE(answer_one());
    ASSERT_EQ(store.waiting(), 1U);
    store.fail_next(unavailable("the disk is full"));
    EXPECT_EQ(problems.size(), 1U);
    work(1min);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found[0].absence.asked_at, noon + 30300ms);
}

// The address may be that of another Alertmanager now.
TEST_F(InquiryTest, TakesNoAnswerFromBeforeAReload) {
    inquiry.pump();
    const auto old = alertmanager;
    alertmanager = std::make_shared<FakeAlertmanager>(clock);
    listed_by(*alertmanager, {"gone", "here"});
    inquiry.reload({am, "", alertmanager});
    old->answer();
    EXPECT_TRUE(proofs.empty());
    work(1min);
    EXPECT_EQ(alertmanager->asked_at.front(), noon + 30s) << "and no sooner than ever";
    EXPECT_EQ(proofs.front(), "present");
}

TEST_F(InquiryTest, AsksSoonAfterAReloadThatMayHaveMendedTheAddress) {
    alertmanager->failure = unavailable("connection refused");
    work(20min);
    const WallTime last = alertmanager->asked_at.back();
    alertmanager->failure.reset();
    inquiry.reload({am, "", alertmanager});
    EXPECT_EQ(inquiry.next_due(), last + 30s);
}

// Its place in the sequence is taken: dispatch would step over it.
TEST_F(InquiryTest, TellsWhatItRecordedEvenIfAReloadCameBetween) {
    inquiry.pump();
    for (int answers = 0; answers < 3; ++answers) ASSERT_TRUE(answer_one());
    inquiry.stop();
    store.complete_next();
    EXPECT_EQ(found.size(), 1U);
    work(1h);
    EXPECT_EQ(rounds().size(), 1U) << "it was stopped";
}

TEST_F(InquiryTest, AsksNobodyWithoutAnAddress) {
    inquiry.reload({am, "", nullptr});
    EXPECT_EQ(inquiry.next_due(), std::nullopt);
    work(1h);
    EXPECT_TRUE(alertmanager->targets.empty());
}

}  // namespace
}  // namespace tocsin
