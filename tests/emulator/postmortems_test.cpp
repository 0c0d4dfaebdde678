// Postmortems and templates (behaviour 23).
#include "tests/emulator/postmortems.hpp"

#include "tests/emulator/asking.hpp"

namespace tocsin {
namespace {

TEST(Behaviour23, APublishedPostmortemChangesTheStatusOfTheIncident) {
    Asking page;
    const std::string id = page.create(R"("name":"a","status":"resolved")").at("/id");
    const std::string path = "/incidents/" + id + "/postmortem";
    EXPECT_EQ(page.get(path).status, 404U);
    EXPECT_EQ(page.put(path, R"({"postmortem":{"body_draft":"why"}})").at("/body_draft"), "why");
    EXPECT_EQ(page.get(path).at("/published_at"), "null");
    const Answer published =
        page.put(path + "/publish", R"({"postmortem":{"notify_subscribers":true}})");
    EXPECT_EQ(published.status, 200U);
    EXPECT_EQ(published.at("/body"), "why");
    const Answer incident = page.get("/incidents/" + id);
    EXPECT_EQ(incident.at("/status"), "postmortem");
    EXPECT_EQ(incident.at("/incident_updates/0/status"), "postmortem");
    EXPECT_EQ(incident.at("/postmortem_body"), "why");
    EXPECT_EQ(page.get("/incidents/unresolved").text, "[]");
    EXPECT_EQ(page.get("/incidents?q=why").size(), 1U);
    EXPECT_EQ(page.send(Asking::request("PUT", page.base + path + "/revert")).status, 200U);
    EXPECT_EQ(page.get("/incidents/" + id).at("/status"), "resolved");
    EXPECT_EQ(page.remove(path).status, 204U);
    EXPECT_EQ(page.get(path).status, 404U);
}

TEST(Behaviour23, APostmortemNeedsADraftAndAnEnd) {
    Asking page;
    const std::string id = page.create(R"("name":"a")").at("/id");
    const std::string path = "/incidents/" + id + "/postmortem";
    EXPECT_EQ(page.put(path, R"({"postmortem":{}})").status, 400U);
    EXPECT_EQ(page.put(path + "/publish", R"({"postmortem":{}})").status, 404U);
    page.put(path, R"({"postmortem":{"body_draft":"why"}})");
    EXPECT_EQ(page.put(path + "/publish", R"({"postmortem":{}})").status, 422U);
}

TEST(Behaviour23, TemplatesAreMadeAndListed) {
    Asking page;
    const Answer made = page.post(
        "/incident_templates",
        R"({"template":{"name":"n","title":"t","body":"b","component_ids":["api000000001"]}})");
    EXPECT_EQ(made.status, 201U) << made.text;
    EXPECT_EQ(made.at("/components/0/name"), "API");
    EXPECT_EQ(page.get("/incident_templates").at("/0/title"), "t");
    EXPECT_EQ(page.post("/incident_templates", R"({"template":{"name":"n","title":"t"}})").status,
              400U);
    EXPECT_EQ(page.get("/incident_templates").size(), 1U);
}

}  // namespace
}  // namespace tocsin
