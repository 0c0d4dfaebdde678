// The ready-made sources of config/sources, each with messages of its sender.
//
// tests/data/payloads/generic/SOURCE/NAME.http is a request: its first line, header fields, an
// empty line, the body; beside it NAME.golden, what is taken of it.  They are written for this
// project in the forms that the senders document.  TOCSIN_UPDATE_GOLDEN=1 writes the golden files
// anew: read the difference before committing it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/text.hpp"
#include "daemon/snapshot.hpp"
#include "daemon/source_trial.hpp"

namespace tocsin {
namespace {

namespace fs = std::filesystem;

const fs::path root = TOCSIN_SOURCE_DIR;
const fs::path payloads = root / "tests/data/payloads/generic";
const WallTime received_at = *parse_rfc3339("2026-10-03T10:00:00Z");

std::vector<fs::path> sorted(const fs::path& folder, const std::string& extension) {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() == extension) paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

// The source of one file, which must have nothing to be told.
SourceConfig source_in(const fs::path& file) {
    constexpr const char* main_file = R"(version = 1
[page.main]
id = "pageidofyours"
api_key = { file = "/run/page" }
[source.other]
kind = "alertmanager"
auth = { bearer = { file = "/run/other" } }
)";
    const std::vector<SourceFile> files{
        {"tocsin.toml", main_file, FileRole::main},
        {file.filename().string(), read_file(file.string()).value(), FileRole::sources}};
    const Loaded loaded = load(files);
    // Some services sign no time with the body; the operator is told so.
    for (const Diagnostic& one : loaded.diagnostics) EXPECT_EQ(one.code, "W410") << one.message;
    const SourceName name(file.stem().string());
    if (!loaded.config || !loaded.config->sources.contains(name)) {
        ADD_FAILURE() << file << " has no [source." << name.value << "]";
        return {};
    }
    return loaded.config->sources.at(name);
}

// As intake makes it: of the head only what the source needs.
Envelope envelope_of(const fs::path& file, const SourceConfig& source) {
    std::istringstream request(read_file(file.string()).value());
    std::string line;
    std::getline(request, line);
    Envelope envelope;
    envelope.target = line.substr(line.find(' ') + 1);
    const std::vector<std::string> needed = headers_needed(decode_options_of(source));
    while (std::getline(request, line) && !line.empty()) {
        const std::string name = to_lower_ascii(line.substr(0, line.find(": ")));
        const std::string value = line.substr(name.size() + 2);
        if (name == "content-type") envelope.content_type = value;
        if (std::find(needed.begin(), needed.end(), name) != needed.end())
            envelope.kept.add(name, value);
    }
    envelope.body.assign(std::istreambuf_iterator<char>(request), {});
    return envelope;
}

// What is taken of one message of a source.
AlertGroup taken(const fs::path& file, const SourceConfig& source) {
    const SourceTrial trial = try_source(source, envelope_of(file, source), received_at);
    EXPECT_TRUE(trial.group) << file << ": " << format_trial(trial);
    return trial.group ? trial.group.value() : AlertGroup{};
}

class ReadySource : public testing::TestWithParam<fs::path> {
protected:
    const SourceConfig source = source_in(GetParam());
    const fs::path folder = payloads / GetParam().stem();
};

TEST_P(ReadySource, TakesOfEachMessageWhatIsOnRecord) {
    for (const fs::path& file : sorted(folder, ".http")) {
        const std::string text =
            format_trial(try_source(source, envelope_of(file, source), received_at));
        fs::path golden = file;
        golden.replace_extension(".golden");
        if (std::getenv("TOCSIN_UPDATE_GOLDEN") != nullptr)
            std::ofstream(golden, std::ios::binary) << text;
        const auto expected = read_file(golden.string());
        ASSERT_TRUE(expected) << golden;
        EXPECT_EQ(text, expected.value()) << file;
    }
}

// What is fired must be resolved by the same name, or it stays open for ever.
TEST_P(ReadySource, ResolvesWhatItFiredByTheSameName) {
    const AlertGroup fired = taken(folder / "firing.http", source);
    const AlertGroup over = taken(folder / "resolved.http", source);
    ASSERT_EQ(fired.alerts.size(), 1U);
    ASSERT_EQ(over.alerts.size(), 1U);
    EXPECT_EQ(fired.alerts[0].state, AlertState::firing);
    EXPECT_EQ(over.alerts[0].state, AlertState::resolved);
    EXPECT_EQ(fired.alerts[0].fingerprint, over.alerts[0].fingerprint);
}

// Rules group by alertname unless they say otherwise.
TEST_P(ReadySource, GivesItsAlertsANameAndATitle) {
    const AlertGroup fired = taken(folder / "firing.http", source);
    ASSERT_EQ(fired.alerts.size(), 1U);
    EXPECT_NE(fired.alerts[0].labels.get("alertname"), "");
    EXPECT_NE(fired.alerts[0].annotations.get("summary"), "");
    EXPECT_EQ(fired.unlisted_count + fired.unusable_count, 0U);
}

// A file of this kind is copied by people who do not know the sender's form by heart.
TEST_P(ReadySource, SaysHowTheSenderIsPointedAtIt) {
    const std::string text = read_file(GetParam().string()).value();
    EXPECT_TRUE(text.starts_with("# "));
    EXPECT_NE(text.find("https://tocsin.example.org/webhooks/" + source.name.value),
              std::string::npos)
        << "with its address";
    EXPECT_FALSE(source.unauthenticated);
}

std::string name_of(const testing::TestParamInfo<fs::path>& file) {
    std::string name = file.param.stem().string();
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Files, ReadySource,
                         testing::ValuesIn(sorted(root / "config/sources", ".toml")), name_of);

TEST(ReadySources, AreAtLeastThoseThatTheGuideNames) {
    std::set<std::string> names, tested;
    for (const fs::path& file : sorted(root / "config/sources", ".toml"))
        names.insert(file.stem().string());
    for (const auto& entry : fs::directory_iterator(payloads))
        tested.insert(entry.path().filename().string());
    EXPECT_EQ(names, tested);
    EXPECT_GE(names.size(), 15U);
}

// Real messages, collected from public projects; they lie beside the project and not in it.
TEST(ReadySources, TakeRealMessages) {
    const fs::path samples = root / "../shared/data/payloads";
    if (!fs::exists(samples)) GTEST_SKIP() << "no ../shared/data/payloads";
    struct Sample {
        const char* source;
        const char* file;
        const char* expected;  // firing, resolved, ignored, unlisted
    };
    constexpr Sample all[] = {
        {"aws-sns-cloudwatch", "other-aws-sns/alerta--cloudwatch_notification.json", "firing"},
        {"aws-sns-cloudwatch", "other-aws-sns/alerta--cloudwatch_insufficient_data.json",
         "ignored"},
        {"aws-sns-cloudwatch", "other-aws-sns/alerta--cloudwatch_subscription_confirmation.json",
         "ignored"},
        {"aws-sns-cloudwatch", "other-aws-sns/alerting-infra--cloudwatch-alarm.json", "firing"},
        {"aws-sns-cloudwatch", "other-aws-sns/alerting-infra--cloudwatch-ok.json", "resolved"},
        {"aws-sns-cloudwatch", "other-aws-sns/alerting-infra--cloudwatch-corrupted.json",
         "unlisted"},
        {"aws-sns-cloudwatch", "other-aws-sns/pagertree--create.json", "firing"},
        {"aws-sns-cloudwatch", "other-aws-sns/pagertree--resolve.json", "resolved"},
        {"aws-sns-cloudwatch", "other-aws-sns/pagertree--other.json", "unlisted"},
        {"azure-monitor", "other-azure-monitor/pagertree--create.json", "firing"},
        {"uptime-kuma", "other-uptime-kuma/pagertree--create.json", "firing"},
        {"checkly", "other-checkly/keep--mock.json", "resolved"},
        {"pagerduty", "other-pagerduty-v3/go-pagerduty--incident.priority_updated.json", "firing"},
        {"google-cloud-monitoring", "other-stackdriver/alerta--stackdriver_open.json", "firing"},
        {"google-cloud-monitoring", "other-stackdriver/alerta--stackdriver_closed.json",
         "resolved"},
        {"google-cloud-monitoring", "other-stackdriver/keep--mock-5XX_errors_production.json",
         "firing"},
        {"pingdom", "other-pingdom/alerta--pingdom_down.json", "firing"},
        {"pingdom", "other-pingdom/alerta--pingdom_up.json", "resolved"},
        {"pingdom", "other-pingdom/pagertree--create.json", "firing"},
        {"zabbix", "other-zabbix/pagertree--create.json", "firing"},
        {"new-relic", "other-new-relic/pagertree--create_2.json", "firing"},
        {"sentry", "other-sentry/pagertree--metric_alert.json", "resolved"},
        {"sentry", "other-sentry/pagertree--issue.json", "ignored"},
        {"sentry", "other-sentry/pagertree--error.json", "ignored"},
    };
    for (const Sample& sample : all) {
        const SourceConfig source =
            source_in(root / "config/sources" / (std::string(sample.source) + ".toml"));
        const Envelope envelope{"application/json", "/webhooks/x",
                                read_file((samples / sample.file).string()).value()};
        const SourceTrial trial = try_source(source, envelope, received_at);
        ASSERT_TRUE(trial.group) << sample.file << '\n' << format_trial(trial);
        const AlertGroup& group = trial.group.value();
        std::string got = group.ignored_count > 0    ? "ignored"
                          : group.unlisted_count > 0 ? "unlisted"
                                                     : "nothing";
        if (!group.alerts.empty())
            got = group.alerts[0].state == AlertState::firing ? "firing" : "resolved";
        EXPECT_EQ(got, sample.expected) << sample.file << '\n' << format_trial(trial);
    }
}

}  // namespace
}  // namespace tocsin
