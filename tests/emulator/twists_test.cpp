// Answers that are broken on purpose, and effects that come late (behaviours 28, 29 and 34).
#include "tests/emulator/twists.hpp"

#include "tests/emulator/asking.hpp"

namespace tocsin {
namespace {

using std::chrono::seconds;

FaultRule hitting(const char* json) {
    const auto read = read_fault_rule(boost::json::parse(json).as_object());
    if (!read) ADD_FAILURE() << read.error().message;
    return read ? read.value() : FaultRule();
}

class Twisted : public testing::Test {
protected:
    Answer create_under(const char* rule) {
        page.model.faults().replace({hitting(rule)});
        return page.create(R"("name":"a","body":"b")");
    }
    const std::vector<EmulatedIncident>& incidents() const {
        return page.model.incidents("page00000001");
    }

    Asking page;
};

TEST_F(Twisted, Behaviour28BrokenJsonIsHalfOfTheTrueAnswer) {
    const Answer answer = create_under(R"({"twist":"broken_json"})");
    EXPECT_EQ(answer.status, 201U);
    EXPECT_TRUE(answer.body.is_null());
    EXPECT_EQ(answer.text.front(), '{');
    EXPECT_TRUE(page.last.applied);
    ASSERT_EQ(incidents().size(), 1U);
    page.model.faults().replace({hitting(R"({"method":"PATCH","twist":"broken_json"})")});
    const Answer changed = page.change(incidents()[0].id, R"("name":"c")");
    EXPECT_EQ(changed.status, 200U);
    EXPECT_TRUE(changed.body.is_null());
    EXPECT_EQ(incidents()[0].name, "c");
}

TEST_F(Twisted, Behaviour28TheIdIsMissingOrThatOfNothing) {
    EXPECT_EQ(create_under(R"({"twist":"no_id"})").at("/id"), "(absent)");
    const std::string other = create_under(R"({"twist":"other_id"})").at("/id");
    EXPECT_EQ(other.size(), 12U);
    ASSERT_EQ(incidents().size(), 2U);
    EXPECT_NE(other, incidents()[1].id);
    EXPECT_EQ(page.get("/incidents/" + other).status, 404U);
    page.model.faults().replace({hitting(R"({"method":"GET","twist":"no_id"})")});
    EXPECT_EQ(page.get("/incidents").at("/1/id"), "(absent)");
}

TEST_F(Twisted, Behaviour28TheAnswerIsWrappedAsRequestsAre) {
    EXPECT_EQ(create_under(R"({"twist":"wrapped"})").at("/incident/name"), "a");
    page.model.faults().replace({hitting(R"({"method":"GET","twist":"wrapped"})")});
    EXPECT_EQ(page.get("/incidents").at("/incidents/0/name"), "a");
}

TEST_F(Twisted, Behaviour28ARefusalIsNotTwisted) {
    page.model.faults().replace({hitting(R"({"twist":"wrapped"})")});
    EXPECT_EQ(page.create("").error(), "incident[name] is missing");
}

TEST_F(Twisted, Behaviour29TheEffectComesAfterTheAnswerByTheClock) {
    const Answer answer =
        create_under(R"({"method":"POST","status":504,"late":"20s","probability":1})");
    EXPECT_EQ(answer.status, 504U);
    EXPECT_FALSE(page.last.applied);
    EXPECT_EQ(page.last.late_at, asking_start + seconds(20));
    EXPECT_EQ(page.get("/incidents").text, "[]");
    page.model.advance(asking_start + seconds(19));
    EXPECT_TRUE(incidents().empty());
    page.model.advance(asking_start + seconds(60));
    ASSERT_EQ(incidents().size(), 1U);
    // As it would have been had somebody looked at that moment.
    EXPECT_EQ(incidents()[0].created_at, asking_start + seconds(20));
    const RequestRecord& record = page.model.journal().requests().front();
    EXPECT_EQ(record.status, 504U);
    EXPECT_TRUE(record.applied);
    EXPECT_EQ(record.landed_at, asking_start + seconds(20));
    EXPECT_EQ(page.model.journal().applied_count(), 1U);
    EXPECT_EQ(page.model.journal().notifications().size(), 1U);
}

TEST_F(Twisted, Behaviour29WhatWasNotAnsweredMayComeLateToo) {
    for (const char* rule : {R"({"fault":"never_answer","late":"5s"})",
                             R"({"fault":"drop_before_apply","late":"5s"})"}) {
        const std::size_t before = incidents().size();
        create_under(rule);
        EXPECT_EQ(incidents().size(), before) << rule;
        page.model.advance(page.now + seconds(5));
        EXPECT_EQ(incidents().size(), before + 1) << rule;
        page.now += seconds(10);
    }
}

TEST_F(Twisted, Behaviour29LateEffectsComeInTheirOrderAndMaybeToNothing) {
    const std::string id = page.create(R"("name":"a","body":"b")").at("/id");
    page.model.faults().replace(
        {hitting(R"({"status":502,"late":"30s"})"), hitting(R"({"status":502,"late":"10s"})")});
    page.change(id, R"("name":"first sent, last to land")");
    page.change(id, R"("name":"last sent, first to land")");
    page.model.advance(page.now + seconds(60));
    EXPECT_EQ(incidents()[0].name, "first sent, last to land");
    page.now += seconds(60);
    page.model.faults().replace({hitting(R"({"status":502,"late":"10s"})")});
    page.change(id, R"("name":"of what is gone by then")");
    page.remove("/incidents/" + id);
    page.model.advance(page.now + seconds(60));
    EXPECT_TRUE(incidents().empty());
    EXPECT_FALSE(page.model.journal().requests()[3].applied);
}

TEST_F(Twisted, Behaviour29ASnapshotKeepsWhatIsStillToComeAndAResetForgetsIt) {
    create_under(R"({"status":504,"late":"20s"})");
    StatuspageModel copy = page.model;
    page.model.reset();
    page.model.advance(page.now + seconds(60));
    EXPECT_TRUE(incidents().empty());
    copy.advance(page.now + seconds(60));
    EXPECT_EQ(copy.incidents("page00000001").size(), 1U);
}

TEST_F(Twisted, Behaviour33TheAnswerHasTheSizeThatIsWanted) {
    const Answer answer = create_under(R"({"answer_bytes":10000000,"framing":"chunked"})");
    EXPECT_EQ(answer.text.size(), 10'000'000U);
    EXPECT_EQ(answer.at("/name"), "a");
    EXPECT_EQ(page.last.framing, Framing::chunked);
}

TEST_F(Twisted, Behaviour34TheAnswerIsThatOfTheRequestBefore) {
    const std::string first = page.create(R"("name":"first")").text;
    const Answer answer = create_under(R"({"twist":"another_answer"})");
    EXPECT_EQ(answer.text, first);
    EXPECT_EQ(incidents().size(), 2U);
    // What comes next gets the true answer of that, not the twisted one again.
    page.model.faults().replace({hitting(R"({"twist":"another_answer"})")});
    EXPECT_EQ(page.get("/incidents").at("/id"), incidents()[1].id);
}

TEST_F(Twisted, RulesThatContradictThemselvesAreRefused) {
    for (const char* json :
         {R"({"late":"5s"})", R"({"status":504,"late":"5s","after_apply":true})",
          R"({"fault":"drop_after_apply","late":"5s"})", R"({"status":504,"twist":"no_id"})",
          R"({"twist":"loud"})", R"({"framing":"loud"})", R"({"answer_bytes":-1})",
          R"({"answer_bytes":999999999999})"}) {
        EXPECT_FALSE(read_fault_rule(boost::json::parse(json).as_object())) << json;
    }
}

}  // namespace
}  // namespace tocsin
