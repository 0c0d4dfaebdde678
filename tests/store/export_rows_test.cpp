// export_rows: every row as one line of JSON that other programs can read.
#include "store/export_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/text.hpp"
#include "tests/store/any.hpp"
#include "tests/store/opened_store.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;

std::vector<json::object> lines_of(const TestFolder& folder, std::string_view kind) {
    std::vector<json::object> lines;
    const auto done = export_rows(folder.store_path(), kind, [&](std::string_view line) {
        EXPECT_TRUE(is_utf8(line));
        EXPECT_EQ(line.find('\n'), line.npos);
        lines.push_back(json::parse(line).as_object());
        return true;
    });
    EXPECT_TRUE(done.has_value()) << done.error().message;
    return lines;
}

TEST(ExportRows, WritesWebhooksAsTheyCame) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    Webhook webhook = a_webhook(1);
    webhook.envelope.body = R"({"a": "é"})";
    ASSERT_TRUE(store.append(webhook).has_value());
    webhook.envelope.body = "\xff\x01";
    ASSERT_TRUE(store.append(webhook).has_value());
    const auto lines = lines_of(folder, "webhook");
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].at("kind"), "webhook");
    EXPECT_EQ(lines[0].at("sequence"), 1);
    EXPECT_EQ(lines[0].at("id"), "W1");
    EXPECT_EQ(lines[0].at("source"), "am");
    EXPECT_EQ(lines[0].at("received_at"), "2026-09-21T14:13:20.000Z");
    EXPECT_EQ(lines[0].at("body"), R"({"a": "é"})");
    EXPECT_EQ(lines[1].at("body_hex"), "ff01");
}

TEST(ExportRows, WritesIncidentsWithTheirNameAndLabelsAsPeopleReadThem) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    Rng rng(9);
    Changes changes;
    changes.alerts.push_back(any::alert(rng));
    changes.alerts[0].labels = Labels{{"service", "checkout"}};
    Incident incident = any::incident(rng);
    incident.id = IncidentId("I1");
    incident.phase = Phase::closed;
    incident.desired.name = "Checkout: outage";
    incident.group_labels = Labels{{"service", "checkout"}};
    changes.members.push_back({incident.id, changes.alerts[0].id, incident.rule});
    DeliveryRecord delivery = any::delivery(rng);
    delivery.incident = incident.id;
    delivery.statuspage_id = StatuspageId("abc");
    changes.deliveries.push_back(delivery);
    changes.timeline.push_back({incident.id, from_micros(0), "dispatch", Reason::opened, "why"});
    changes.incidents.push_back(incident);
    ASSERT_TRUE(store.commit(changes).has_value());

    const auto incidents = lines_of(folder, "incident");
    ASSERT_EQ(incidents.size(), 1U);
    EXPECT_EQ(incidents[0].at("id"), "I1");
    EXPECT_EQ(incidents[0].at("phase"), "closed");
    EXPECT_EQ(incidents[0].at("name"), "Checkout: outage");
    EXPECT_EQ(incidents[0].at("statuspage_id"), "abc");
    EXPECT_EQ(incidents[0].at("group_labels"), (json::object{{"service", "checkout"}}));
    EXPECT_TRUE(incidents[0].at("detail").is_object());
    ASSERT_TRUE(Database::open(folder.store_path(), {})
                    .value()
                    ->run("UPDATE incidents SET detail = '{'")
                    .has_value());
    const auto spoilt = lines_of(folder, "incident");
    ASSERT_EQ(spoilt.size(), 1U);
    EXPECT_EQ(spoilt[0].at("detail"), "{") << "what cannot be read is shown as it is";
    const auto alerts = lines_of(folder, "alert");
    ASSERT_EQ(alerts.size(), 1U);
    EXPECT_EQ(alerts[0].at("labels"), (json::object{{"service", "checkout"}}));
    EXPECT_EQ(alerts[0].at("incidents"), (json::array{"I1"}));
    const auto timeline = lines_of(folder, "timeline");
    ASSERT_EQ(timeline.size(), 1U);
    EXPECT_EQ(timeline[0].at("at"), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(timeline[0].at("words"), "why");
}

TEST(ExportRows, ShowsWhichAlertsASenderDoesNotHave) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    Finding finding{FindingKind::absent_at_sender, {}, from_micros(1), {}};
    finding.absence = {SourceName("am"), from_micros(0), {Fingerprint("a1")}};
    ASSERT_TRUE(store.append(finding).has_value());
    ASSERT_TRUE(
        store.append(Finding{FindingKind::closed_by_person, IncidentId("i"), from_micros(2)})
            .has_value());
    const auto findings = lines_of(folder, "finding");
    ASSERT_EQ(findings.size(), 2U);
    EXPECT_EQ(findings[0].at("finding"), "absent_at_sender");
    EXPECT_EQ(findings[0].at("source"), "am");
    EXPECT_EQ(findings[0].at("detail"),
              (json::object{{"asked_at", 0}, {"alerts", json::array{"a1"}}}));
    EXPECT_EQ(findings[1].at("incident"), "i");
    EXPECT_TRUE(findings[1].at("detail").is_null());
}

TEST(ExportRows, LeavesOutNoRowOfAnyKind) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    Rng rng(10);
    any::History history(rng);
    for (int i = 0; i < 200; ++i) {
        ASSERT_TRUE(store.commit(history.next()).has_value());
        ASSERT_TRUE(store.append(any::webhook(rng)).has_value());
        ASSERT_TRUE(store.append(any::finding(rng)).has_value());
    }
    for (std::size_t i = 0; i < 700; ++i) {
        ASSERT_TRUE(store.ask<Sequence>([&](auto done) { store->append(any::act(rng), done); })
                        .has_value());
    }
    ASSERT_TRUE(store.reject(any::rejected(rng)).has_value());
    const std::pair<const char*, const char*> rows[] = {
        {"webhook", "entries WHERE webhook_id IS NOT NULL"},
        {"finding", "entries WHERE finding IS NOT NULL"},
        {"act", "entries WHERE act IS NOT NULL"},
        {"rejected", "rejected"},
        {"alert", "alerts"},
        {"incident", "incidents"},
        {"delivery", "deliveries"},
        {"timeline", "timeline"},
        {"rule", "rules"},
        {"page", "pages"},
        {"bucket", "buckets"},
    };
    EXPECT_EQ(std::size(rows), export_kinds().size());
    for (const auto& [kind, from] : rows) {
        const std::string count = std::string("SELECT count(*) FROM ") + from;
        EXPECT_EQ(static_cast<std::int64_t>(lines_of(folder, kind).size()),
                  ask_sql(folder.store_path(), count.c_str()))
            << kind;
    }
    EXPECT_EQ(lines_of(folder, "act").size(), 700U);
}

TEST(ExportRows, EndsWhenNobodyTakesItsLines) {
    const TestFolder folder;
    OpenedStore store(folder.store_path());
    for (std::size_t i = 1; i <= 5; ++i) ASSERT_TRUE(store.append(a_webhook(i)).has_value());
    int taken = 0;
    ASSERT_TRUE(export_rows(folder.store_path(), "webhook", [&taken](std::string_view) {
                    return ++taken < 3;
                }).has_value());
    EXPECT_EQ(taken, 3);
}

TEST(ExportRows, OfAStoreWithoutItsTablesIsNoMatterOfTime) {
    const TestFolder folder;
    { const OpenedStore store(folder.store_path()); }
    ASSERT_TRUE(
        Database::open(folder.store_path(), {}).value()->run("DROP TABLE alerts").has_value());
    const auto none =
        export_rows(folder.store_path(), "alert", [](std::string_view) { return true; });
    ASSERT_FALSE(none.has_value());
    EXPECT_EQ(none.error().code, ErrorCode::malformed);
}

}  // namespace
}  // namespace tocsin
