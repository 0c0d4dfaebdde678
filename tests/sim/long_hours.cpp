#include "tests/sim/long_hours.hpp"

#include "tests/sim/fixed_rules.hpp"

namespace tocsin {
namespace {

const WallTime begin_of_hours = from_micros(1'772'323'200'000'000);  // 2026-03-01
constexpr Duration exchange_time = std::chrono::milliseconds(100);

RulePtr rule_of_hours() {
    auto rule = rule_of_team("hours");
    rule->for_ = Duration(0);
    rule->keep_firing_for = Duration(0);
    rule->reopen_within = Duration(0);
    return rule;
}

DispatchConfig dispatch_config() {
    DispatchConfig config;
    config.book = RuleBook({rule_of_hours()}, sim_scale());
    DispatchSource source;
    source.rules.kind = "alertmanager";
    config.sources.emplace(SourceName("am"), source);
    return config;
}

}  // namespace

LongHours::LongHours(RetryRules retry) : clock(begin_of_hours), page({}, 1) {
    page.add_page(std::string(sim_page_id), "Hours");
    for (const std::string_view id : sim_components)
        page.add_component(sim_page_id, std::string(id), std::string(id));
    page.add_key("ours", std::string(sim_api_key), {std::string(sim_page_id)});
    DeliveryOptions options;
    options.bucket = BucketName("main");
    options.retry = retry;
    DeliveryPage target;
    target.name = PageName("main");
    target.address = {"/v1", PageId(std::string(sim_page_id)), Secret(std::string(sim_api_key))};
    target.transport = std::shared_ptr<Transport>(std::shared_ptr<void>(), this);
    options.pages = {target};
    delivery.emplace(store_, clock, deliveries_, options, delivery_hooks(), Rng(1));
    delivery->start({});
    dispatch_.emplace(store_, clock, deliveries_, dispatch_config(), dispatch_hooks());
    dispatch_->start({}, Duration(0));
    pump();
}

DispatchHooks LongHours::dispatch_hooks() {
    DispatchHooks hooks;
    hooks.incidents_changed = [this](const std::vector<Incident>& changed) {
        delivery->take(changed);
    };
    return hooks;
}

DeliveryHooks LongHours::delivery_hooks() {
    DeliveryHooks hooks;
    hooks.found = [this](Sequence sequence, const Finding& finding) {
        dispatch_->offer(sequence, finding);
    };
    return hooks;
}

void LongHours::say(const std::vector<std::string>& services, bool firing) {
    AlertGroup group;
    for (const std::string& service : services) {
        if (firing) began_at_[service] = clock.wall();
        std::vector<Labels::Pair> labels{
            {"alertname", "Slow"}, {"team", "hours"}, {"service", service}, {"severity", "info"}};
        Alert alert;
        alert.fingerprint = Fingerprint(service);
        alert.state = firing ? AlertState::firing : AlertState::resolved;
        alert.labels = Labels::from_views(labels);
        alert.starts_at = began_at_[service];
        if (!firing) alert.ends_at = clock.wall();
        group.alerts.push_back(std::move(alert));
    }
    Webhook webhook;
    webhook.id = WebhookId("webhook");
    webhook.source = SourceName("am");
    webhook.received_at = clock.wall();
    store_.append(webhook, [this, at = clock.wall(), group](Result<Sequence> sequence) {
        dispatch_->offer(sequence.value(), SourceName("am"), at, group);
    });
    pump();
}

void LongHours::pass(Duration length) {
    const WallTime until = clock.wall() + length;
    while (turn(until)) {
    }
    clock.move_to(until);
    page.advance(until);
}

bool LongHours::turn(WallTime until) {
    std::optional<WallTime> next = timetable_.next();
    for (const auto& due : {dispatch_->next_due(), delivery->next_due()}) {
        if (due) next = std::min(next.value_or(*due), *due);
    }
    if (!next || *next > until) return false;
    clock.move_to(*next);
    if (timetable_.next() == next) timetable_.run_next();
    pump();
    return true;
}

void LongHours::pump() {
    do {
        dispatch_->pump();
        delivery->pump();
    } while (store_.pump() > 0);
}

void LongHours::exchange(HttpRequest request, Duration timeout, Done done) {
    asked.push_back(clock.wall());
    const Verdict verdict = page.handle(request, clock.wall());
    const bool is_lost = is_silent || verdict.fault != Fault::none;
    const WallTime at = clock.wall() + (is_silent ? timeout : exchange_time);
    timetable_.at(at, [is_lost, response = verdict.response, done = std::move(done)] {
        if (is_lost)
            done(unknown_outcome("no answer"));
        else
            done(response);
    });
}

std::map<std::string, std::size_t> LongHours::open_incidents() const {
    std::map<std::string, std::size_t> names;
    for (const EmulatedIncident& incident : page.incidents(sim_page_id)) {
        if (incident.status != "resolved") ++names[incident.name];
    }
    return names;
}

}  // namespace tocsin
