// What a person reads.  Where this changes, read the whole of it with fresh eyes.
#include "tests/daemon/explanation/explained.hpp"

namespace tocsin::testing {
namespace {

std::string text_of(const Config& config, const std::vector<Labels>& alerts) {
    return format_explanation(config, explained(config, alerts));
}

Config config_with(const std::string& rules) {
    return config_of({.rules = {rules}});
}

TEST(ExplanationText, IsTheWholeStoryOfAnAlert) {
    std::string text = text_of(
        shop_config(), {{{"alertname", "Slow"}, {"service", "cart"}, {"severity", "page"}}});
    const std::size_t key = text.find("key ") + 4;
    text.replace(key, text.find('\n', key) - key, "KEY");
    EXPECT_EQ(text, R"(Alert {alertname="Slow", service="cart", severity="page"}
  from source "am" (kind alertmanager); its severity counts as "critical" (label severity = "page")

  Rules, in the order in which they are tried:
    1. audit (r0.toml): does not match
        NO  severity="critical"  is "page"; __severity__ would match
    2. services (r0.toml): TAKES IT
        yes alertname=~"Down|Slow"  is "Slow"
        yes service=~"cart|search"  is "cart"
    3. edge (r0.toml): does not match
        NO  alertname="Edge"  is "Slow"
    4. told (r0.toml): does not match
        NO  alertname="Short"  is "Slow"
    5. rest (r0.toml): would match, but "services" has taken the alert
        catch_all: every alert

What would happen if this alert fired now for 12m and then ended:

Incident of rule "services" on page "shop"
  holds 1 alert; grouped by {service="cart"}, key KEY
    +0s   the first alert fires: pending until it has fired for 2m (for)
    +2m   it opens
    +2m   CREATE the incident on page "shop"
               name        Cart: outage
               status      investigating
               impact      critical
               components  cart → major_outage
               subscribers are told
               body        We look at cart.
    +12m  (supposed here: the alerts are resolved now)
    +12m  nothing fires any more: if that lasts 3m (keep_firing_for), monitoring begins
    +15m  its components change
    +15m  monitoring begins, for 10m (hold)
    +15m  UPDATE the incident on page "shop"
               status      monitoring
               components  cart → operational
               subscribers are not told
               body        We watch cart.
    +25m  resolved; what fires within 30m (reopen_within) is a relapse
    +25m  UPDATE the incident on page "shop"
               status      resolved
               components  cart → operational
               subscribers are told
               body        Over after 12m 0s.
    +55m  closed; what fires from now on is a new incident
)");
}

TEST(ExplanationText, SaysWhyNothingIsPublic) {
    const std::string recorded = text_of(shop_config(), {{{"alertname", "Other"}}});
    EXPECT_NE(recorded.find("only recorded (publish = \"record\")"), std::string::npos) << recorded;
    EXPECT_NE(recorded.find("Nothing is sent to the page."), std::string::npos) << recorded;

    const std::string dry = text_of(shop_config(), {{{"alertname", "Edge"}}});
    EXPECT_NE(dry.find("The page is a dry run: of the calls below none would be sent."),
              std::string::npos)
        << dry;

    const std::string unmatched = text_of(config_with(smallest_rule), {{{"alertname", "B"}}});
    EXPECT_NE(unmatched.find("No rule takes it: it is counted as unroutable"), std::string::npos);
    EXPECT_EQ(unmatched.find("What would happen"), std::string::npos);
}

TEST(ExplanationText, SaysThatAPersonIsAskedAndWhatHappensWithoutAnAnswer) {
    const std::string text = text_of(config_with(R"([[rule]]
name = "asking"
matchers = ['alertname = "A"']
publish = "approval"
approval = { timeout = "20m", on_timeout = "publish" }
incident_name = "Trouble"
fallback_name = "Trouble"
[rule.open]
body = "We look."
)"),
                                     {{{"alertname", "A"}}});
    for (const char* line :
         {"  It has to wait, because of: publish\n",
          "    +1m   a person is asked; without an answer within 20m (approval) it is published\n",
          "    +1m   ASK a person, who may approve or discard this, on page \"main\"\n"
          "               name        Trouble\n",
          "               body        We look.\n",
          "    +13m  over before anybody had decided: it is only recorded\n"}) {
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
    }
    EXPECT_EQ(text.find("CREATE"), std::string::npos) << text;
}

TEST(ExplanationText, SaysWhatTheSeverityIsInARuleThatGoesByItsOwnLabel) {
    const std::string text = text_of(config_with(R"([[rule]]
name = "own"
matchers = ['alertname = "A"']
severity = { label = "priority", aliases = { P0 = "critical" } }
incident_name = "x"
fallback_name = "x"
)"),
                                     {{{"alertname", "A"}, {"priority", "P0"}}});
    EXPECT_NE(text.find("its severity counts as \"warning\", for it has no label \"severity\"\n"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("        in this rule its severity counts as \"critical\" (label priority "
                        "= \"P0\")\n"),
              std::string::npos)
        << text;
}

TEST(ExplanationText, NamesWhatAnUnroutableAlertLacks) {
    const Config config = config_with(R"([[rule]]
name = "grouped"
matchers = ['alertname = "A"']
group_by = ["region", "zone"]
incident_name = "x"
fallback_name = "x"
)");
    const std::string text = text_of(config, {{{"alertname", "A"}}});
    EXPECT_NE(text.find("    1. grouped (r0.toml): TAKES IT\n"
                        "        yes alertname=\"A\"  is \"A\"\n"
                        "        but the alert joins no incident: it has no \"region\", \"zone\", "
                        "which group_by needs\n"),
              std::string::npos)
        << text;
}

TEST(ExplanationText, TellsRulesOnceForAlertsThatLookAlike) {
    const Labels cart{{"alertname", "Down"}, {"service", "cart"}};
    const std::string text =
        text_of(shop_config(),
                {cart.with("pod", "a"), cart.with("service", "mail"), cart.with("pod", "b")});
    EXPECT_NE(text.find("Alert 1 of 3: {"), std::string::npos) << text;
    EXPECT_NE(text.find("  All rules see in it what they see in alert 1.\n"), std::string::npos);
    EXPECT_NE(text.find("if these alerts fired now, together, for 12m"), std::string::npos);
    EXPECT_NE(text.find("  holds 2 alerts; grouped by {service=\"cart\"}"), std::string::npos);
    EXPECT_EQ(text.find("what they see in alert 2"), std::string::npos);
}

TEST(ExplanationText, SaysWhatOfAMessageDoesNotCount) {
    const Config config = shop_config();
    AlertGroup group;
    group.truncated_count = 2;
    group.unusable_count = 1;
    group.missing_count = 1;
    EXPECT_EQ(format_explanation(config, explain(config, SourceName("am"), group, noon)),
              "The message has no alert that can be used.\n"
              "2 alerts left out, by the sender or over max_alerts.\n"
              "1 alert cannot be used: neither labels nor a fingerprint, or a label that is no "
              "text.\n"
              "1 alert said to be resolved without proof (no data, paused); taken as missing, not "
              "as resolved.\n");
}

TEST(ExplanationText, ShowsWhenAMaintenanceIsPlanned) {
    const Config config = config_with(R"([[rule]]
name = "planned"
kind = "maintenance"
matchers = ['alertname = "Planned"']
for = "0s"
incident_name = "Work"
fallback_name = "Work"
[rule.schedule]
starts_at = '{{ .CommonAnnotations.from }}'
ends_at = '{{ .CommonAnnotations.to }}'
)");
    AlertGroup group = firing({{{"alertname", "Planned"}}});
    group.alerts[0].annotations =
        Labels{{"from", "2026-10-04T01:00:00Z"}, {"to", "2026-10-04T02:00:00Z"}};
    const std::string text =
        format_explanation(config, explain(config, SourceName("am"), group, noon));
    EXPECT_NE(text.find("planned     2026-10-04T01:00:00Z to 2026-10-04T02:00:00Z"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("  annotations {from=\"2026-10-04T01:00:00Z\""), std::string::npos);
}

TEST(ExplanationText, LetsNoLabelMoveTheCursorOrFloodTheTable) {
    const std::string text =
        text_of(shop_config(),
                {{{"alertname", "a\x1b[2Jb" + std::string(500, 'x')}, {"n", "\xE2\x80\xAE"}}});
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos);
    EXPECT_NE(text.find("xxx…\""), std::string::npos);
}

}  // namespace
}  // namespace tocsin::testing
