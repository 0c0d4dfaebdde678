#include "config/read_tests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/text.hpp"
#include "config/layers.hpp"
#include "rules/label_set.hpp"

namespace tocsin {
namespace {

// A time with an offset; the type was checked before.
std::optional<WallTime> time_in(const FileText& file, const toml::node& node, Report& report) {
    const auto* value = node.as_date_time();
    if (value == nullptr) return std::nullopt;
    const toml::date_time& time = value->get();
    if (!time.offset) {
        report.error("E207", place_of(file, node), "the time has no offset from UTC",
                     "for UTC write Z behind it");
        return std::nullopt;
    }
    using namespace std::chrono;
    const sys_days day{year(time.date.year) / time.date.month / time.date.day};
    const auto since_midnight = hours(time.time.hour) + minutes(time.time.minute) +
                                seconds(time.time.second) + nanoseconds(time.time.nanosecond) -
                                minutes(time.offset->minutes);
    return WallTime(duration_cast<Duration>(nanoseconds(day.time_since_epoch()) + since_midnight));
}

Labels without_empty(const Labels& labels) {
    std::vector<Labels::OwnedPair> pairs;
    for (const auto [name, value] : labels) {
        if (!value.empty()) pairs.emplace_back(name, value);
    }
    return Labels(std::move(pairs));
}

class TestReader {
public:
    TestReader(const TestContext& context, const FileText& file) : context_(context), file_(file) {}

    RuleTest read(const toml::table& table);

private:
    Report& report() const { return context_.report; }
    TestStep read_step(const toml::table& table, std::optional<Duration> after);
    TestAlerts read_alerts(const Layers& step, std::string_view key);
    std::optional<TestAlert> read_set(const toml::node& node, std::string_view text,
                                      bool is_selector);
    std::optional<TestAlert> read_table(const toml::table& table, std::string_view key,
                                        bool is_selector);
    SourceName source_of(const Layers& alert);
    SourceName usual_source(const Place& place);
    void check_episodes(const TestStep& step);
    const Rule* rule_of(const Layers& layers);

    const TestContext& context_;
    const FileText& file_;
    const Rule* rule_ = nullptr;
};

RuleTest TestReader::read(const toml::table& table) {
    const Layers layers("test", {{&file_, &table}});
    RuleTest test;
    test.name = layers.text("name");
    const Found name = layers.find("name");
    test.place = file_place_of(name ? name.place() : place_of(file_, table));
    rule_ = rule_of(layers);
    if (layers.has("rule")) test.rule = RuleName(layers.text("rule"));
    if (const Found start = layers.find("start")) {
        test.start = time_in(file_, *start.node, report()).value_or(test.start);
    }
    test.exhaustive = layers.boolean("exhaustive");
    const Found steps = layers.find("at");
    const auto* array = steps ? steps.node->as_array() : nullptr;
    if (array == nullptr || array->empty()) {
        report().error("E205", place_of(file_, table),
                       fmt::format("test \"{}\" has no [[test.at]]", test.name),
                       "each says a time, what happens then, and what is expected");
        return test;
    }
    for (const toml::node& element : *array) {
        const auto* step = element.as_table();
        if (step == nullptr) continue;
        const auto after =
            test.steps.empty() ? std::nullopt : std::optional(test.steps.back().time);
        test.steps.push_back(read_step(*step, after));
    }
    return test;
}

const Rule* TestReader::rule_of(const Layers& layers) {
    const Found found = layers.find("rule");
    const auto name = text_in(found.node);
    if (!name || name->empty()) return nullptr;
    std::vector<std::string> names;
    for (const auto& rule : context_.rules) {
        if (rule->name.value == *name) return rule.get();
        names.push_back(rule->name.value);
    }
    report_unknown_name(report(), found.place(), "rule", *name, names);
    return nullptr;
}

TestStep TestReader::read_step(const toml::table& table, std::optional<Duration> after) {
    const Layers layers("test.at", {{&file_, &table}});
    TestStep step;
    step.place = file_place_of(place_of(file_, table));
    step.time = layers.duration("time");
    const Found time = layers.find("time");
    if (after && time && step.time < *after) {
        report().error("E207", time.place(),
                       fmt::format("the step at {} comes after the one at {}",
                                   format_duration(step.time), format_duration(*after)),
                       "time does not go back: put the steps in order");
        step.time = *after;
    }
    step.fire = read_alerts(layers, "fire");
    step.resolve = read_alerts(layers, "resolve");
    step.approve = read_alerts(layers, "approve");
    step.discard = read_alerts(layers, "discard");
    check_episodes(step);
    if (const Found state = layers.find("state")) {
        step.state_place = file_place_of(state.place());
        for (const auto word : {TestState::none, TestState::resolved, TestState::pending,
                                TestState::monitoring, TestState::open}) {
            if (to_string(word) == layers.text("state")) step.state = word;
        }
    }
    const Found expects = layers.find("expect");
    const auto* array = expects ? expects.node->as_array() : nullptr;
    if (array == nullptr) return step;
    for (const toml::node& element : *array) {
        if (const auto* expect = element.as_table())
            step.expects.push_back(read_expect(context_, file_, *expect, rule_));
    }
    return step;
}

// What comes first would be anybody's guess.
void TestReader::check_episodes(const TestStep& step) {
    for (const TestAlert& over : step.resolve.alerts) {
        const auto is_it = [&](const TestAlert& fired) {
            return fired.labels == over.labels && fired.source == over.source;
        };
        if (std::none_of(step.fire.alerts.begin(), step.fire.alerts.end(), is_it)) continue;
        report().error("E313", {&file_, over.place.line, over.place.column, over.place.end},
                       "this alert fires and is resolved in one step",
                       "make two steps, with times of their own");
    }
}

TestAlerts TestReader::read_alerts(const Layers& step, std::string_view key) {
    TestAlerts alerts;
    const bool is_selector = key == "approve" || key == "discard";
    const Found found = step.find(key);
    const auto* array = found ? found.node->as_array() : nullptr;
    if (array == nullptr) return alerts;
    alerts.place = file_place_of(found.place());
    for (const toml::node& element : *array) {
        if (const auto* table = element.as_table()) {
            if (auto alert = read_table(*table, key, is_selector))
                alerts.alerts.push_back(std::move(*alert));
        } else if (const auto text = text_in(&element)) {
            if (*text == "*")
                alerts.all = true;
            else if (auto alert = read_set(element, *text, is_selector))
                alerts.alerts.push_back(std::move(*alert));
        }
    }
    if (alerts.all && array->size() > 1) {
        report().error("E313", found.place(), fmt::format("\"*\" is all of them already"),
                       "let it stand alone");
    }
    return alerts;
}

std::optional<TestAlert> TestReader::read_set(const toml::node& node, std::string_view text,
                                              bool is_selector) {
    const Place place = place_of(file_, node);
    auto parsed = parse_label_set(text);
    if (const auto* error = std::get_if<MatcherError>(&parsed)) {
        report().error(error->code, file_.in_string(place, error->offset, error->length),
                       error->message, error->hint);
        return std::nullopt;
    }
    TestAlert alert;
    alert.labels = std::get<Labels>(std::move(parsed));
    // An alert has no empty labels; whom a person means may lack one.
    if (!is_selector) alert.labels = without_empty(alert.labels);
    alert.source = usual_source(place);
    alert.place = file_place_of(place);
    if (!alert.labels.empty()) return alert;
    report().error("E207", place, "a label set without a label", "\"*\" means all of them");
    return std::nullopt;
}

std::optional<TestAlert> TestReader::read_table(const toml::table& table, std::string_view key,
                                                bool is_selector) {
    const Layers layers("test.at.alert", {{&file_, &table}});
    const Place place = place_of(file_, table);
    TestAlert alert;
    alert.place = file_place_of(place);
    alert.labels = Labels(layers.map("labels"));
    if (!is_selector) alert.labels = without_empty(alert.labels);
    const Found labels = layers.find("labels");
    if (labels && !labels.node->is_table()) return std::nullopt;
    if (alert.labels.empty()) {
        report().error("E205", place, "\"labels\" is missing in this alert",
                       "for example { labels = { alertname = \"ServiceDown\" } }");
        return std::nullopt;
    }
    if (is_selector) {
        for (const std::string_view other : {"annotations", "source", "starts_at"}) {
            const Found found = layers.find(other);
            if (!found) continue;
            report().error("E313", found.key_place(),
                           fmt::format("\"{}\" means nothing to \"{}\"", other, key),
                           "an incident is named by labels");
        }
    }
    if (layers.has("annotations")) alert.annotations = Labels(layers.map("annotations"));
    if (const Found time = layers.find("starts_at"))
        alert.starts_at = time_in(file_, *time.node, report());
    alert.is_source_given = layers.has("source");
    alert.source = alert.is_source_given ? source_of(layers) : usual_source(place);
    return alert;
}

SourceName TestReader::source_of(const Layers& alert) {
    const Found found = alert.find("source");
    SourceName name(alert.text("source"));
    if (name.empty() || context_.sources.contains(name)) return name;
    std::vector<std::string> names;
    for (const auto& [known, source] : context_.sources) names.push_back(known.value);
    report_unknown_name(report(), found.place(), "source", name.value, names);
    return name;
}

// The first of kind alertmanager; of any kind where there is none.
SourceName TestReader::usual_source(const Place& place) {
    for (const auto& [name, source] : context_.sources) {
        if (source.kind == SourceKind::alertmanager) return name;
    }
    if (!context_.sources.empty()) return context_.sources.begin()->first;
    report().error("E310", place, "there is no [source.NAME] that this alert could come from");
    return {};
}

void check_test_names(const std::vector<RuleTest>& tests, const std::vector<Place>& places,
                      Report& report) {
    std::unordered_map<std::string_view, std::size_t> first;
    for (std::size_t i = 0; i < tests.size(); ++i) {
        if (tests[i].name.empty()) continue;
        const auto [there, is_new] = first.try_emplace(tests[i].name, i);
        if (is_new) continue;
        const Place& other = places[there->second];
        report.error("E310", places[i],
                     fmt::format("test \"{}\" is there already, at {}", tests[i].name,
                                 other.file->line_name(other)));
    }
}

}  // namespace

std::vector<RuleTest> read_tests(std::span<const TomlDocument> documents,
                                 const TestContext& context) {
    std::vector<RuleTest> tests;
    std::vector<Place> places;
    for (const TomlDocument& document : documents) {
        if (document.role != FileRole::rules || !document.root) continue;
        const toml::node* node = document.root->get("test");
        const auto* array = node == nullptr ? nullptr : node->as_array();
        if (array == nullptr) continue;
        for (const toml::node& element : *array) {
            const auto* table = element.as_table();
            if (table == nullptr) continue;
            tests.push_back(TestReader(context, *document.file).read(*table));
            const FilePlace& place = tests.back().place;
            places.push_back({document.file.get(), place.line, place.column, place.end});
        }
    }
    check_test_names(tests, places, context.report);
    return tests;
}

void report_unknown_name(Report& report, const Place& place, std::string_view what,
                         std::string_view name, const std::vector<std::string>& known) {
    const auto near = nearest(name, known);
    report.error("E310", place, fmt::format("unknown {} \"{}\"", what, name),
                 near ? fmt::format("did you mean \"{}\"?", *near)
                      : fmt::format("known: {}", fmt::join(known, ", ")));
}

}  // namespace tocsin
