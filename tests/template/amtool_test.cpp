// The oracle: amtool executes Go's own engine with Alertmanager's functions, over the same data.
//
// Written for 0.25, which has title, join, toUpper and toLower; humanizeDuration, default and
// truncate it does not know.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <set>
#include <vector>

#include "tests/support/amtool.hpp"
#include "tests/template/amtool_texts.hpp"
#include "tests/template/random_text.hpp"
#include "tests/template/sample.hpp"

namespace tocsin {
namespace {

// sample::incident() as amtool reads it.
constexpr std::string_view data_file = R"({
"receiver": "r", "status": "firing", "externalURL": "http://am.example.com",
"groupLabels": {"service": "checkout"},
"commonLabels": {"alertname": "HighErrorRate", "service": "checkout", "team": "payments",
                 "service.name": "dotted", "empty": ""},
"commonAnnotations": {"summary": "Half of all requests fail"},
"alerts": [
 {"status": "firing", "labels": {"instance": "a1", "zone": "eu"}, "annotations": {"note": "n1"},
  "startsAt": "2026-10-03T10:00:00.5Z", "endsAt": "2026-10-03T11:00:00Z", "fingerprint": "f1"},
 {"status": "resolved", "labels": {"instance": "b2", "zone": "us"}, "annotations": {},
  "startsAt": "2026-10-03T10:00:00.5Z", "endsAt": "2026-10-03T11:00:00Z", "fingerprint": "f2"},
 {"status": "firing", "labels": {"instance": "c3"}, "annotations": {"note": "n3"},
  "startsAt": "2026-10-03T10:00:00.5Z", "endsAt": "2026-10-03T11:00:00Z", "fingerprint": "f3"}]
})";

class Amtool : public testing::Test {
protected:
    void SetUp() override {
        if (amtool::program().empty()) GTEST_SKIP() << amtool::missing;
        data_.emplace(testing::TempDir(), std::string(data_file));
    }

    // With the templates of that file; "" for none.
    FILE* start(const std::string& text, const std::string& templates = "") const {
        return amtool::start({"template", "render", "--template.glob=" + templates,
                              "--template.data=" + data_->path(), "--template.text=" + text},
                             "2>&1");
    }

    // What Go makes of each: all in few runs, each in a block of its own, so that variables do
    // not meet.
    std::vector<std::string> outputs(const std::vector<std::string>& texts,
                                     const std::string& definitions) const {
        static const std::string mark = "\x01|";
        const amtool::InputFile templates(testing::TempDir(), definitions);
        std::vector<std::string> found;
        for (std::size_t begin = 0; begin < texts.size();) {
            std::string all;
            std::size_t end = begin;
            while (end < texts.size() && all.size() + texts[end].size() < argument_bytes_max) {
                all += "{{ if true }}" + mark + texts[end++] + mark + "{{ end }}";
            }
            const amtool::Outcome outcome = amtool::finish(start(all, templates.path()));
            EXPECT_EQ(outcome.status, 0) << outcome.text;
            if (outcome.status != 0 || end == begin) return found;
            for (std::size_t at = 0; begin < end; ++begin) {
                EXPECT_EQ(outcome.text.substr(at, mark.size()), mark);
                const std::size_t from = at + mark.size();
                const std::size_t to = outcome.text.find(mark, from);
                if (to == std::string::npos) return found;
                found.push_back(outcome.text.substr(from, to - from));
                at = to + mark.size();
            }
        }
        return found;
    }

    // The system takes at most 128 KiB in one argument, and the shell's whole line is one.
    static constexpr std::size_t argument_bytes_max = 60'000;

    std::optional<amtool::InputFile> data_;
};

TemplateLibrary library_of(const std::string& definitions) {
    ReadLibrary read = read_library(std::vector<TemplateFile>{{"t", definitions}});
    for (const TemplateError& error : read.errors) {
        ADD_FAILURE() << to_line(error) << "\n" << definitions;
    }
    return std::move(read.library);
}

std::string ours(const std::string& text, const TemplateLibrary& library,
                 const TemplateData& data = sample::incident()) {
    const auto made = Template::parse(text, incident_fields(), library);
    if (!made) return "refused: " + made.error().message;
    const auto result = render(made.value(), to_value(data), {.purpose = Purpose::plain});
    return result ? result.value().text : "failed: " + result.error().message;
}

TEST_F(Amtool, GivesTheSameTexts) {
    const TemplateLibrary library = library_of(amtool_texts::definitions);
    const auto theirs = outputs(amtool_texts::equal, amtool_texts::definitions);
    ASSERT_EQ(theirs.size(), amtool_texts::equal.size());
    for (std::size_t i = 0; i < theirs.size(); ++i) {
        EXPECT_EQ(ours(amtool_texts::equal[i], library), theirs[i]) << amtool_texts::equal[i];
    }
}

TEST_F(Amtool, RefusesTheSameTexts) {
    const TemplateLibrary library = library_of(amtool_texts::definitions);
    const amtool::InputFile templates(testing::TempDir(), amtool_texts::definitions);
    const std::vector<std::string>& refused = amtool_texts::refused;
    // A few at a time: a run takes most of its time to start.
    constexpr std::size_t together = 4;
    for (std::size_t i = 0; i < refused.size(); i += together) {
        const std::size_t end = std::min(i + together, refused.size());
        std::vector<FILE*> running;
        for (std::size_t j = i; j < end; ++j) {
            running.push_back(start(refused[j], templates.path()));
        }
        for (std::size_t j = i; j < end; ++j) {
            EXPECT_NE(amtool::finish(running[j - i]).status, 0) << refused[j];
            const std::string said = ours(refused[j], library);
            EXPECT_TRUE(said.starts_with("refused: ") || said.starts_with("failed: "))
                << refused[j] << " gives " << said;
        }
    }
}

TEST_F(Amtool, DiffersOnPurposeOnlyAsListed) {
    for (const amtool_texts::Difference& difference : amtool_texts::differences) {
        const amtool::Outcome theirs = amtool::finish(start(difference.text));
        EXPECT_EQ(theirs.status, 0) << difference.text << theirs.text;
        EXPECT_EQ(theirs.text, difference.theirs) << difference.text;
        EXPECT_EQ(ours(difference.text, {}), difference.ours) << difference.text;
    }
}

// Go runs templates that call themselves, and overlooks text beside definitions.
TEST_F(Amtool, DiffersOnPurposeInFilesOfTemplates) {
    for (const std::string file :
         {"{{ define \"x\" }}{{ if . }}{{ template \"x\" }}{{ end }}b{{ end }}",
          "beside {{ define \"x\" }}bb{{ end }}"}) {
        EXPECT_EQ(outputs({"{{ template \"x\" . }}"}, file), std::vector<std::string>{"bb"})
            << file;
        EXPECT_EQ(read_library(std::vector<TemplateFile>{{"t", file}}).errors.size(), 1U) << file;
    }
}

// date and tz are later than 0.25; there the methods of Go's times do the same.

const std::vector<std::string> moments{
    "2026-01-01T00:00:00Z",      "2026-12-31T23:59:59.999999Z", "2024-02-29T12:00:00.5Z",
    "2026-03-29T01:00:00Z",      "2026-10-25T00:59:59.123456Z", "2026-07-04T05:06:07.08Z",
    "1969-07-20T20:17:40.1Z",    "1900-01-02T03:04:05Z",        "2099-11-11T11:11:11.000001Z",
    "2011-12-30T10:00:00.0001Z", "2026-05-09T00:30:00Z",        "2026-10-03T13:00:00Z"};

std::string random_layout(Rng& rng) {
    static const std::vector<std::string> pieces{
        "January", "Jan",   "Monday",    "Mon",   "MST",     "2006",    "06",        "01",
        "1",       "02",    "_2",        "2",     "002",     "__2",     "15",        "03",
        "3",       "04",    "4",         "05",    "5",       "PM",      "pm",        "-0700",
        "-07:00",  "-07",   "-07:00:00", "Z0700", "Z07:00",  "Z07",     "Z07:00:00", "-070000",
        "Z070000", ".000",  ".999",      ",00",   ".000000", ",999999", ".0",        " ",
        ", ",      ":",     "-",         "T",     "at ",     "ä",       "_2006",     "0",
        ".",       "Janus", "Months",    "7",     "00",      "P",       "M",         "/"};
    std::string layout;
    for (std::uint64_t left = 1 + rng.below(6); left > 0; --left) {
        layout += pieces[rng.below(pieces.size())];
    }
    return layout;
}

class AmtoolTimes : public Amtool, public testing::WithParamInterface<const char*> {
protected:
    void TearDown() override { ::unsetenv("TZ"); }
};

TEST_P(AmtoolTimes, AreWrittenAsGoDoes) {
    const std::string zone = GetParam();
    TemplateData data = sample::incident();
    data.alerts.clear();
    std::string alerts;
    for (const std::string& moment : moments) {
        data.alerts.push_back({"firing", {}, {}, parse_rfc3339(moment), {}, "f"});
        alerts += (alerts.empty() ? "" : ", ") + ("{\"startsAt\": \"" + moment + "\"}");
    }
    data_.emplace(testing::TempDir(), "{\"alerts\": [" + alerts + "]}");
    ::setenv("TZ", zone.c_str(), 1);

    Rng rng(20261003);
    std::vector<std::string> layouts{"2006-01-02 15:04:05.999999999 -0700 MST"}, texts;
    for (int i = 0; i < 150; ++i) layouts.push_back(random_layout(rng));
    for (const std::string& layout : layouts) {
        texts.push_back("{{ range .Alerts }}{{ .StartsAt.Local.Format `" + layout +
                        "` }}|{{ end }}");
    }
    const auto theirs = outputs(texts, "");
    ASSERT_EQ(theirs.size(), layouts.size());
    for (std::size_t i = 0; i < layouts.size(); ++i) {
        const std::string text = "{{ range .Alerts }}{{ .StartsAt | tz \"" + zone + "\" | date `" +
                                 layouts[i] + "` }}|{{ end }}";
        EXPECT_EQ(ours(text, {}, data), theirs[i]) << layouts[i];
    }
}

INSTANTIATE_TEST_SUITE_P(Zones, AmtoolTimes,
                         testing::Values("UTC", "Europe/Berlin", "America/St_Johns",
                                         "Asia/Kathmandu", "America/Sao_Paulo", "Pacific/Apia"));

// Twelve hundred texts, each seed with templates of its own.
class AmtoolRandom : public Amtool, public testing::WithParamInterface<std::uint64_t> {};

TEST_P(AmtoolRandom, GivesTheSameTexts) {
    Rng rng(GetParam());
    const std::string definitions = random_text::definitions(rng);
    const TemplateLibrary library = library_of(definitions);
    std::vector<std::string> texts;
    for (int i = 0; i < 100; ++i) texts.push_back(random_text::text(rng));
    const auto theirs = outputs(texts, definitions);
    ASSERT_EQ(theirs.size(), texts.size()) << definitions;
    std::set<std::string> different;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        EXPECT_EQ(ours(texts[i], library), theirs[i]) << texts[i] << "\nwith " << definitions;
        different.insert(theirs[i]);
    }
    EXPECT_GT(different.size(), 50U);  // Or the generator makes nothing of interest.
}

INSTANTIATE_TEST_SUITE_P(Seeds, AmtoolRandom, testing::Range<std::uint64_t>(1, 13));

}  // namespace
}  // namespace tocsin
