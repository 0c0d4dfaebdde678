// What goes wrong on purpose (behaviours 25 to 27), as far as the model decides it.
#include "tests/emulator/faults.hpp"

#include "tests/emulator/asking.hpp"

namespace tocsin {
namespace {

FaultRule rule_of(const char* json) {
    const auto read = read_fault_rule(boost::json::parse(json).as_object());
    if (!read) ADD_FAILURE() << read.error().message;
    return read ? read.value() : FaultRule();
}

std::size_t incident_count(const Asking& page) {
    return page.model.incidents("page00000001").size();
}

TEST(Behaviour25, DelaysAreToldAndTheEffectComesWhenItIsApplied) {
    using std::chrono::seconds;
    Asking page;
    page.model.faults().add(rule_of(R"({"method":"POST","delay_before":"30s",)"
                                    R"("delay_after":"2s","delay_between_bytes":"5ms"})"));
    const HttpRequest sent = Asking::request("POST", page.base + "/incidents",
                                             R"({"incident":{"name":"late","body":"b"}})");
    const Admission admission = page.model.admit(sent, page.now);
    EXPECT_EQ(admission.delay_before(), seconds(30));
    EXPECT_EQ(page.get("/incidents").text, "[]");  // A look in between finds nothing yet.
    const Verdict verdict = page.model.apply(admission, asking_start + seconds(30));
    EXPECT_TRUE(verdict.applied);
    EXPECT_EQ(verdict.delay_after, seconds(2));
    EXPECT_EQ(verdict.delay_between_bytes, std::chrono::milliseconds(5));
    EXPECT_EQ(page.model.incidents("page00000001").front().created_at, asking_start + seconds(30));
    EXPECT_EQ(page.model.journal().requests().front().at, asking_start);
}

TEST(Behaviour26, AStatusBeforeTheEffectChangesNothing) {
    Asking page;
    for (const unsigned status : {500U, 502U, 503U, 504U}) {
        FaultRule rule = rule_of(R"({"method":"POST","path":"/v1/pages/*/incidents"})");
        rule.status = status;
        page.model.faults().replace({rule});
        EXPECT_EQ(page.create(R"("name":"a","body":"b")").status, status);
        EXPECT_FALSE(page.last.applied);
        EXPECT_EQ(page.last.fault, Fault::none);
    }
    EXPECT_EQ(incident_count(page), 0U);
    EXPECT_TRUE(page.model.journal().notifications().empty());
    EXPECT_EQ(page.create(R"("name":"a")").status, 201U);  // One time each.
}

TEST(Behaviour26, AStatusAfterTheEffectHidesIt) {
    Asking page;
    page.model.faults().add(rule_of(R"({"method":"POST","status":504,"after_apply":true})"));
    const Answer answer = page.create(R"("name":"a","body":"b")");
    EXPECT_EQ(answer.status, 504U);
    EXPECT_EQ(answer.header("content-type"), "text/html");
    EXPECT_TRUE(page.last.applied);
    EXPECT_EQ(incident_count(page), 1U);
    EXPECT_EQ(page.model.journal().notifications().size(), 1U);
}

TEST(Behaviour26, ALimitCanBeForcedWithItsRetryAfter) {
    Asking page;
    page.model.faults().add(rule_of(R"({"status":420,"retry_after":"17"})"));
    const Answer answer = page.create(R"("name":"a")");
    EXPECT_EQ(answer.status, 420U);
    EXPECT_EQ(answer.header("retry-after"), "17");
    EXPECT_EQ(incident_count(page), 0U);
}

TEST(Behaviour27, TheVerdictSaysWhatToDoWithTheConnection) {
    struct Row {
        const char* json;
        Fault fault;
        bool applied;
        unsigned shown;  // In the journal.
    };
    for (const Row& row :
         {Row{R"({"fault":"drop_before_apply"})", Fault::drop_before_apply, false, 0},
          Row{R"({"fault":"drop_after_apply"})", Fault::drop_after_apply, true, 0},
          Row{R"({"fault":"reset_mid_body"})", Fault::reset_mid_body, true, 201},
          Row{R"({"fault":"truncate_body"})", Fault::truncate_body, true, 201},
          Row{R"({"fault":"never_answer"})", Fault::never_answer, false, 0},
          Row{R"({"fault":"never_answer","after_apply":true})", Fault::never_answer, true, 0}}) {
        Asking page;
        page.model.faults().add(rule_of(row.json));
        page.create(R"("name":"a")");
        EXPECT_EQ(page.last.fault, row.fault) << row.json;
        EXPECT_EQ(page.last.applied, row.applied) << row.json;
        EXPECT_EQ(incident_count(page), row.applied ? 1U : 0U) << row.json;
        EXPECT_EQ(page.last.response.status, row.applied ? 201U : 0U) << row.json;
        const RequestRecord& record = page.model.journal().requests().back();
        EXPECT_EQ(record.status, row.shown) << row.json;
        EXPECT_EQ(record.fault, row.fault) << row.json;
        EXPECT_EQ(record.applied, row.applied) << row.json;
    }
}

TEST(Faults, AreChosenByMethodPathCountAndNumber) {
    FaultBook book;
    Rng rng(1);
    book.add(rule_of(
        R"({"method":"PATCH","path":"/v1/pages/*/incidents/*","nth":2,"times":2,"status":503})"));
    const auto hits = [&](const char* method, const char* path) {
        return book.choose(method, path, rng).has_value();
    };
    EXPECT_FALSE(hits("PATCH", "/v1/pages/p/incidents/i"));
    EXPECT_FALSE(hits("GET", "/v1/pages/p/incidents/i"));
    EXPECT_FALSE(hits("PATCH", "/v1/pages/p/components"));
    EXPECT_TRUE(hits("PATCH", "/v1/pages/p/incidents/i"));
    EXPECT_TRUE(hits("PATCH", "/v1/pages/p/incidents/i"));
    EXPECT_FALSE(hits("PATCH", "/v1/pages/p/incidents/i"));
    EXPECT_EQ(book.as_json().at(0).at("seen").to_number<int>(), 4);
    EXPECT_EQ(book.as_json().at(0).at("hit").to_number<int>(), 2);
    book.forget_counts();
    EXPECT_FALSE(hits("PATCH", "/v1/pages/p/incidents/i"));
    EXPECT_TRUE(hits("PATCH", "/v1/pages/p/incidents/i"));
}

TEST(Faults, TheFirstRuleThatHitsWins) {
    FaultBook book;
    Rng rng(1);
    book.add(rule_of(R"({"status":500})"));
    book.add(rule_of(R"({"status":503,"times":0})"));
    EXPECT_EQ(book.choose("GET", "/", rng)->status, 500U);
    EXPECT_EQ(book.choose("GET", "/", rng)->status, 503U);
    EXPECT_EQ(book.choose("GET", "/", rng)->status, 503U);
}

TEST(Faults, HitWithTheirProbability) {
    FaultBook book;
    Rng rng(1);
    book.add(rule_of(R"({"probability":0.25,"times":0,"status":500})"));
    int hits = 0;
    for (int i = 0; i < 4000; ++i) hits += book.choose("GET", "/", rng) ? 1 : 0;
    EXPECT_NEAR(hits, 1000, 100);
}

TEST(Faults, APatternFitsTheWholePath) {
    EXPECT_TRUE(fits_pattern("/v1/*/incidents", "/v1/pages/p/incidents"));
    EXPECT_FALSE(fits_pattern("/v1/*/incidents", "/v1/pages/p/incidents/i"));
    EXPECT_TRUE(fits_pattern("*/incidents*", "/v1/pages/p/incidents/i"));
    EXPECT_TRUE(fits_pattern("*", ""));
    EXPECT_FALSE(fits_pattern("a", ""));
    EXPECT_TRUE(fits_pattern("a*b*c", "aXbXbc"));
    EXPECT_FALSE(fits_pattern("a*b*c", "aXbXbcd"));
}

TEST(Faults, WhatCannotBeReadIsRefused) {
    for (const char* json :
         {R"({"methd":"GET"})", R"({"status":200})", R"({"nth":0})", R"({"probability":2})",
          R"({"fault":"explode"})", R"({"delay_before":5})", R"({"retry_after":"1"})",
          R"({"status":503,"fault":"never_answer"})"}) {
        EXPECT_FALSE(read_fault_rule(boost::json::parse(json).as_object())) << json;
    }
}

}  // namespace
}  // namespace tocsin
