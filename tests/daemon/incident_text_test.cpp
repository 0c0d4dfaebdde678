#include "daemon/incident_text.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace tocsin {
namespace {

namespace json = boost::json;

json::object parsed(const char* text) {
    return json::parse(text).as_object();
}

TEST(IncidentText, SaysThatThereAreNone) {
    EXPECT_EQ(incidents_as_table(parsed(R"({"items":[],"next":null})")), "no incidents\n");
}

TEST(IncidentText, ListsEachOnALineWithWhyItWaits) {
    EXPECT_EQ(
        incidents_as_table(parsed(
            R"({"items":[{"id":"01A","phase":"open","standing":"held","held_by":["publish","guard"],
            "severity":"major","alerts_firing":2,"delivery":"none","page":"prod","rule":"api",
            "name":"Slow\u001b[31m"}],"next":null})")),
        "ID   PHASE  STANDING               SEVERITY  ALERTS  DELIVERY  PAGE  RULE  NAME\n"
        "01A  open   held (publish, guard)  major     2       none      prod  api   Slow[31m\n");
}

TEST(IncidentText, ShowsTheTextThatWaitsAndHowToLetItGo) {
    const std::string text = incident_as_text(parsed(
        R"({"id":"01A","rule":"api","orphan":true,"phase":"open","standing":"held",
        "held_by":["publish"],"statuspage_id":null,"approval":{"text":"abc","name":"Slow",
        "body":"It is slow.","notify":true,"asked_at":"t1","until":null},
        "alerts_total":1,"alerts":[{"state":"firing","starts_at":"t0","labels":{"a":"b"},
        "missing_since":"t2"}],
        "timeline":[{"at":"t1","actor":"dispatch","reason":"approval_asked",
        "detail":"publish"}]})"));
    EXPECT_EQ(text,
              "id           01A\n"
              "rule         api (gone; an orphan)\n"
              "phase        open\n"
              "standing     held (publish)\n"
              "\nwaits for a person, with this text:\n"
              "  name       Slow\n"
              "  body       It is slow.\n"
              "  notifies   true\n"
              "  asked      t1\n"
              "  tocsin incidents approve 01A --text=abc\n"
              "\nalerts (1):\n"
              "  firing    since t0  {a=\"b\"}  missing since t2\n"
              "\ntimeline:\n"
              "  t1  dispatch   approval_asked: publish\n");
}

}  // namespace
}  // namespace tocsin
