// bench_decode_match: what the pure half of a webhook costs, in nanoseconds an alert.
//
//   decode/ALERTS          bytes → AlertGroup
//   decode_generic/ALERTS  the same bytes by the pointers of kind generic
//   match_*/RULES          one alert against a book of rules
//   decode_match/RULES     both, for a webhook of 10 alerts: scripts/bench prints this one
//   build_*/RULES          the book itself, which a start or a reload waits for
//
// Rules look like the ones people write: two equalities, of which the service selects; every third
// also has a regular expression.  A *hit* is an alert of the last rule, a *miss* of none; both are
// the worst case of a search from top to bottom.  *spread* are alerts of a thousand rules in turn,
// so that no cache of the processor holds what is looked up.  `patterns` are books in which every
// tenth rule selects its service by a regular expression.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "decode/decode.hpp"
#include "decode/extract.hpp"
#include "rules/rule_book.hpp"
#include "tests/bench/payload.hpp"

namespace tocsin {
namespace {

enum class Hit { last, none };

constexpr std::size_t webhook_alerts = 10;
constexpr std::size_t spread_alerts = 1'000;

std::string service_of(std::size_t rule) {
    return fmt::format("svc-{:05}", rule);
}

Matcher matcher(std::string_view text) {
    auto parsed = parse_matcher(text);
    if (!std::holds_alternative<Matcher>(parsed)) std::abort();
    return std::get<Matcher>(std::move(parsed));
}

std::vector<RulePtr> rules_of(std::size_t count, bool with_patterns) {
    std::vector<RulePtr> rules;
    for (std::size_t i = 0; i < count; ++i) {
        auto rule = std::make_shared<Rule>();
        rule->name = RuleName(fmt::format("rule-{}", i));
        rule->version = RuleVersion(fmt::format("version-{}", i));
        const bool by_pattern = with_patterns && i % 10 == 5;
        const std::string service = service_of(i);
        rule->matchers.push_back(matcher(by_pattern
                                             ? fmt::format(R"(service =~ "{}[a-z]*")", service)
                                             : fmt::format(R"(service = "{}")", service)));
        rule->matchers.push_back(matcher(R"(cluster = "bench-west-2")"));
        if (i % 3 == 0) rule->matchers.push_back(matcher(R"(alertname =~ "Request.*|Probe.+")"));
        rules.push_back(std::move(rule));
    }
    return rules;
}

RuleBook book_of(std::vector<RulePtr> rules) {
    SeverityScale scale;
    scale.order = {Severity("critical"), Severity("warning")};
    scale.fallback = Severity("warning");
    return {std::move(rules), std::move(scale)};
}

Envelope envelope_of(std::size_t alerts, std::string service) {
    PayloadShape shape;
    shape.alerts = alerts;
    shape.service = std::move(service);
    Payload payload(shape);
    payload.renew(1);
    Envelope envelope;
    envelope.content_type = "application/json";
    envelope.target = "/webhooks/am";
    envelope.body = std::string(payload.text());
    return envelope;
}

AlertGroup decoded(const Envelope& envelope) {
    auto group = decode(DecodeOptions{}, envelope, WallTime{});
    if (!group) std::abort();
    return std::move(group).value();
}

// Seconds an alert; scripts/bench reads `per_alert`.
void report(benchmark::State& state, std::size_t alerts) {
    state.counters["per_alert"] = benchmark::Counter(
        static_cast<double>(alerts),
        benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void decode_only(benchmark::State& state) {
    const auto alerts = static_cast<std::size_t>(state.range(0));
    const Envelope envelope = envelope_of(alerts, "svc-00000");
    for (auto _ : state) benchmark::DoNotOptimize(decoded(envelope));
    report(state, alerts);
}

// The same bodies by pointers, as [source.NAME.extract] of kind generic says them.
DecodeOptions by_pointers() {
    const auto at = [](std::string_view pointer) {
        return Pointers{parse_pointer(pointer).value()};
    };
    Extract extract;
    extract.items = at("/alerts").front();
    extract.state = at("/status");
    extract.firing.words = {"firing"};
    extract.resolved.words = {"resolved"};
    extract.key = at("/fingerprint");
    extract.title = at("/annotations/summary");
    extract.description = at("/annotations/description");
    extract.starts_at = at("/startsAt");
    extract.labels_from_object = at("/labels");
    DecodeOptions options;
    options.kind = SenderKind::generic;
    options.extract = std::make_shared<const Extract>(std::move(extract));
    return options;
}

void decode_generic(benchmark::State& state) {
    const auto alerts = static_cast<std::size_t>(state.range(0));
    const Envelope envelope = envelope_of(alerts, "svc-00000");
    const DecodeOptions options = by_pointers();
    for (auto _ : state) {
        const auto group = decode(options, envelope, WallTime{});
        if (!group || group.value().alerts.size() != alerts) state.SkipWithError("took too few");
        benchmark::DoNotOptimize(group);
    }
    report(state, alerts);
}

void match_only(benchmark::State& state, bool with_patterns, Hit hit) {
    const auto count = static_cast<std::size_t>(state.range(0));
    const RuleBook book = book_of(rules_of(count, with_patterns));
    const AlertGroup group =
        decoded(envelope_of(1, service_of(hit == Hit::last ? count - 1 : count)));
    const Alert& alert = group.alerts.front();
    const SourceName source("am");
    for (auto _ : state) {
        auto taking = book.match(source, "alertmanager", alert.labels, alert.annotations);
        if (taking.empty() != (hit == Hit::none)) state.SkipWithError("matched what it must not");
        benchmark::DoNotOptimize(taking);
    }
    report(state, 1);
}

void match_spread(benchmark::State& state, bool with_patterns) {
    const auto count = static_cast<std::size_t>(state.range(0));
    const RuleBook book = book_of(rules_of(count, with_patterns));
    const AlertGroup group = decoded(envelope_of(1, "svc-00000"));
    std::vector<Labels> seen;
    // A prime, so that neighbours in the book are not neighbours in time.
    for (std::size_t i = 0; i < spread_alerts; ++i) {
        seen.push_back(group.alerts.front().labels.with("service", service_of(i * 7919 % count)));
    }
    const SourceName source("am");
    std::size_t next = 0;
    for (auto _ : state) {
        const Labels& labels = seen[next++ % spread_alerts];
        auto taking = book.match(source, "alertmanager", labels, group.alerts.front().annotations);
        if (taking.empty()) state.SkipWithError("matched nothing");
        benchmark::DoNotOptimize(taking);
    }
    report(state, 1);
}

void build(benchmark::State& state, bool with_patterns) {
    const auto rules = rules_of(static_cast<std::size_t>(state.range(0)), with_patterns);
    for (auto _ : state) benchmark::DoNotOptimize(book_of(rules));
}

void decode_match(benchmark::State& state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    const RuleBook book = book_of(rules_of(count, false));
    const Envelope envelope = envelope_of(webhook_alerts, service_of(count - 1));
    const SourceName source("am");
    for (auto _ : state) {
        const AlertGroup group = decoded(envelope);
        for (const Alert& alert : group.alerts) {
            benchmark::DoNotOptimize(
                book.match(source, "alertmanager", alert.labels, alert.annotations));
        }
    }
    report(state, webhook_alerts);
}

void for_books(benchmark::internal::Benchmark* one) {
    for (const int rules : {10, 100, 1'000, 10'000}) one->Arg(rules);
}

BENCHMARK(decode_only)->Name("decode")->Arg(1)->Arg(10)->Arg(100);
BENCHMARK(decode_generic)->Arg(10)->Arg(1'000);
BENCHMARK(decode_match)->Apply(for_books);
BENCHMARK_CAPTURE(match_only, hit, false, Hit::last)->Name("match_hit")->Apply(for_books);
BENCHMARK_CAPTURE(match_only, miss, false, Hit::none)->Name("match_miss")->Apply(for_books);
BENCHMARK_CAPTURE(match_only, patterns_hit, true, Hit::last)
    ->Name("match_patterns_hit")
    ->Apply(for_books);
BENCHMARK_CAPTURE(match_only, patterns_miss, true, Hit::none)
    ->Name("match_patterns_miss")
    ->Apply(for_books);
BENCHMARK_CAPTURE(match_spread, plain, false)->Name("match_spread")->Apply(for_books);
BENCHMARK_CAPTURE(match_spread, patterns, true)->Name("match_patterns_spread")->Apply(for_books);
BENCHMARK_CAPTURE(build, plain, false)
    ->Name("build")
    ->Apply(for_books)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(build, patterns, true)
    ->Name("build_patterns")
    ->Apply(for_books)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tocsin

BENCHMARK_MAIN();
