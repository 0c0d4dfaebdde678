#include "tests/dispatch/line_two.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <memory>
#include "decode/order.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;

// More turns than this without time going on, and the loop turns in circles.
constexpr int turns_at_once_max = 10'000;

json::object object_of(const Labels& labels) {
    json::object object;
    for (const auto [name, value] : labels) object[name] = value;
    return object;
}

std::string time_text(const std::optional<WallTime>& time) {
    return time ? format_rfc3339(*time) : "0001-01-01T00:00:00Z";
}

}  // namespace

Webhook a_webhook_of(const std::vector<Alert>& alerts, const SourceName& source, WallTime at,
                     const std::string& group_key) {
    json::array said;
    for (const Alert& alert : alerts) {
        said.push_back(
            json::object{{"status", alert.state == AlertState::firing ? "firing" : "resolved"},
                         {"fingerprint", alert.fingerprint.value},
                         {"labels", object_of(alert.labels)},
                         {"annotations", object_of(alert.annotations)},
                         {"startsAt", time_text(alert.starts_at)},
                         {"endsAt", time_text(alert.ends_at)}});
    }
    Webhook webhook;
    webhook.id = WebhookId("webhook");
    webhook.source = source;
    webhook.received_at = at;
    webhook.envelope.content_type = "application/json";
    webhook.envelope.body =
        json::serialize(json::object{{"alerts", std::move(said)}, {"groupKey", group_key}});
    return webhook;
}

LineTwo::LineTwo(std::vector<RulePtr> rules) : rules_(std::move(rules)) {
    sources[the_source()].rules.kind = "alertmanager";
    start();
    settle();
}

// ---- The process ------------------------------------------------------------------------------

DispatchConfig LineTwo::config() {
    DispatchConfig made;
    made.book = RuleBook(rules_, a_scale());
    made.sources = sources;
    made.load_rule = [this](const RuleText& text) {
        loaded_rules.push_back(text);
        return load_rule ? load_rule(text) : nullptr;
    };
    return made;
}

DispatchHooks LineTwo::hooks() {
    DispatchHooks made;
    made.incidents_changed = [this](const std::vector<Incident>& changed) {
        for (const Incident& incident : changed) {
            told.push_back(incident);
            tell_page(incident);
        }
    };
    made.oldest_under_way = [this] { return under_way; };
    made.ordered = [this](Sequence sequence, const SourceName&, const OrderOutcome& outcome) {
        orders.emplace_back(sequence, outcome);
    };
    made.lost = [this](Sequence sequence) { lost.push_back(sequence); };
    made.acted = [this](Sequence sequence, Reason answer) {
        answers.emplace_back(sequence, answer);
    };
    made.problem = [this](const std::string& problem) { problems.push_back(problem); };
    made.judge.deduplicated = [this](const SourceName&, std::size_t count) { duplicates += count; };
    made.judge.step = [this](const Incident&, Reason reason) {
        steps_taken.emplace_back(to_string(reason));
    };
    return made;
}

void LineTwo::tell_page(const Incident& incident) {
    if (!page_answers) return;
    if (incident.phase == Phase::closed) {
        deliveries.erase(incident.id);
    } else if (incident.standing == Standing::public_) {
        deliveries[incident.id] = delivered(incident, "page-" + incident.id.value);
    }
}

void LineTwo::start(std::optional<Duration> silence) {
    // As the daemon does: what is durable is read before anything else.
    Ledger ledger;
    bool is_read = false;
    store.load([&](Result<Ledger> read) {
        ledger = std::move(read).value();
        is_read = true;
    });
    while (!is_read) store.complete_next();
    const Duration since = ledger.alive_at ? now() - *ledger.alive_at : Duration(0);
    for (const auto& [id, incident] : ledger.incidents) tell_page(incident);
    dispatch.emplace(store, clock, deliveries, config(), hooks());
    dispatch->start(std::move(ledger), silence.value_or(since));
}

void LineTwo::die() {
    store.crash();
    dispatch.reset();
}

void LineTwo::reload(std::vector<RulePtr> rules) {
    rules_ = std::move(rules);
    dispatch->reload(config());
    settle();
}

// ---- Senders ----------------------------------------------------------------------------------

Alert LineTwo::alert(const std::string& name, const std::string& service, AlertState state) const {
    Alert said = last_.at({name, service});
    said.state = state;
    if (state == AlertState::resolved) said.ends_at = now();
    return said;
}

void LineTwo::fire(const std::string& name, const std::string& service,
                   const std::string& severity) {
    const Alert fired = an_alert().firing(name).service(service).severity(severity).since(now());
    last_[{name, service}] = fired;
    receive({fired});
}

void LineTwo::resolve(const std::string& name, const std::string& service) {
    receive({alert(name, service, AlertState::resolved)});
}

void LineTwo::late_copy(const std::string& name, const std::string& service) {
    receive({alert(name, service, AlertState::firing)});
}

void LineTwo::receive(const std::vector<Alert>& alerts) {
    receive_at(now(), alerts);
}

void LineTwo::receive_at(WallTime at, const std::vector<Alert>& alerts) {
    bool is_answered = false;
    for (int tries = 0; !is_answered && tries < 4; ++tries) {
        const Webhook webhook = a_webhook_of(alerts, the_source(), at, group_key);
        auto group = decode(DecodeOptions{}, webhook.envelope, webhook.received_at);
        ASSERT_TRUE(group);
        bool is_over = false;
        store.append(webhook, [&](Result<Sequence> sequence) {
            is_over = true;
            is_answered = static_cast<bool>(sequence);
            if (!sequence) return;
            dispatch->offer(sequence.value(), the_source(), at, std::move(group).value());
        });
        // A death of the process takes the answer away.
        while (!is_over && step()) {
        }
    }
    ASSERT_TRUE(is_answered);
    settle();
}

void LineTwo::record(const std::vector<Alert>& alerts) {
    store.append(a_webhook_of(alerts, the_source(), now()), [](const Result<Sequence>&) {});
    store.pump();
}

void LineTwo::record_body(std::string body, const SourceName& source) {
    Webhook webhook = a_webhook_of({}, source, now());
    webhook.envelope.body = std::move(body);
    store.append(std::move(webhook), [](const Result<Sequence>&) {});
    store.pump();
}

Sequence LineTwo::order(const std::string& name, const std::string& key, bool is_offered) {
    DispatchSource& source = sources[SourceName("seed")];
    if (!source.decode.pages) {
        source.decode.kind = SenderKind::statuspage;
        source.decode.pages = std::make_shared<OrderPages>(
            OrderPages{{PageId("p1"), OrderPage{PageName("main"), {}}}});
        reload(rules_);
    }
    Webhook webhook = a_webhook_of({}, SourceName("seed"), now());
    webhook.envelope.target = "/webhooks/seed/pages/p1/incidents";
    webhook.envelope.body = "incident[name]=" + name;
    if (!key.empty()) webhook.envelope.kept.add("idempotency-key", key);
    Sequence made;
    store.append(webhook, [&](const Result<Sequence>& sequence) {
        made = sequence.value();
        if (!is_offered) return;
        dispatch->offer(made, webhook.source, webhook.received_at,
                        decode_order(source.decode, webhook.envelope).value());
    });
    store.pump();
    return made;
}

void LineTwo::find_absent(const std::vector<Alert>& alerts, bool is_offered) {
    Finding finding{FindingKind::absent_at_sender, {}, now(), {the_source(), now(), {}}};
    for (const Alert& alert : alerts) finding.absence.alerts.push_back(alert.fingerprint);
    store.append(finding, [this, finding, is_offered](const Result<Sequence>& sequence) {
        if (is_offered) dispatch->offer(sequence.value(), finding);
    });
    store.pump();
    if (is_offered) settle();
}

Sequence LineTwo::decide(ActKind kind, const IncidentId& id, const std::string& text,
                         bool is_offered) {
    const OperatorAct act{kind, id, text, "alice", now()};
    Sequence recorded;
    store.append(act, [&](Result<Sequence> sequence) {
        recorded = sequence.value();
        if (is_offered) dispatch->offer(recorded, act);
    });
    while (recorded.value == 0 && step()) {
    }
    return recorded;
}

// ---- Time -------------------------------------------------------------------------------------

bool LineTwo::step() {
    if (store.waiting() == 0) return false;
    const Mishap now_wrong = wrong_step == steps++ ? mishap : Mishap::none;
    switch (now_wrong) {
        case Mishap::none:
            store.complete_next();
            break;
        case Mishap::fails:
            store.fail_next(unavailable("the disk is full"));
            break;
        case Mishap::dies_before_it_is_told:
            store.complete_next_unanswered();
            [[fallthrough]];
        case Mishap::dies_before_it_is_durable:
            die();
            start();
            break;
    }
    return true;
}

void LineTwo::settle() {
    dispatch->pump();
    while (step()) dispatch->pump();
}

void LineTwo::pass(Duration time) {
    const WallTime until = now() + time;
    settle();
    int turns = 0;
    for (auto due = dispatch->next_due(); due && *due <= until; due = dispatch->next_due()) {
        turns = *due > now() ? 0 : turns + 1;
        ASSERT_LT(turns, turns_at_once_max) << "the loop turns in circles";
        clock.move_to(*due);
        settle();
    }
    clock.move_to(until);
    settle();
}

// ---- What is on record ------------------------------------------------------------------------

const Incident& LineTwo::only() const {
    EXPECT_EQ(durable().incidents.size(), 1U);
    return durable().incidents.begin()->second;
}

bool LineTwo::is_open(const std::string& service) const {
    for (const auto& [id, incident] : durable().incidents) {
        if (incident.group_labels.get("service") == service) return true;
    }
    return false;
}

const Incident& LineTwo::of(const std::string& service) const {
    static const Incident none;
    const Incident* newest = &none;  // Of several generations.
    for (const auto& [id, incident] : durable().incidents) {
        if (incident.group_labels.get("service") == service) newest = &incident;
    }
    if (newest == &none) ADD_FAILURE() << "no incident of " << service;
    return *newest;
}

std::set<std::string> LineTwo::alerts_on_record() const {
    std::set<std::string> names;
    for (const auto& [id, alert] : durable().alerts) {
        names.insert(std::string(alert.labels.get("alertname")));
    }
    return names;
}

}  // namespace tocsin
