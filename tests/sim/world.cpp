#include "tests/sim/world.hpp"

#include <algorithm>
#include <iostream>

#include "tests/sim/fixed_rules.hpp"

namespace tocsin {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr WallTime sim_start{std::chrono::hours(24 * 365 * 56)};
constexpr std::uint64_t beside_salt = 0x6265736964650000;
constexpr std::uint64_t later_salt = 0x6c61746572000000;
constexpr std::size_t told_max = 30;
// More turns than this without time going on, and the loops turn in circles.
constexpr std::size_t turns_at_once_max = 5'000;

StatuspageModel make_page(std::uint64_t seed) {
    StatuspageModel page(ModelOptions{}, seed);
    page.add_page(std::string(sim_page_id), "Ours");
    for (std::size_t i = 0; i < sim_components.size(); ++i) {
        page.add_component(sim_page_id, std::string(sim_aliases[i]),
                           std::string(sim_components[i]));
    }
    page.add_key("people", std::string(sim_people_key), {std::string(sim_page_id)});
    page.add_key("ours", std::string(sim_api_key), {std::string(sim_page_id)});
    return page;
}

// An ingredient's own chance, which half of the seeds have; nothing without it.
std::optional<Rng> perhaps(Rng& rng, bool wanted) {
    const std::uint64_t seed = rng.next();
    const bool has = rng.below(2) == 0;
    if (!has || !wanted) return std::nullopt;
    return Rng(seed);
}

std::string detail_after(const std::string& text, const std::string& detail) {
    return detail.empty() ? text : text + ": " + detail;
}

}  // namespace

World::World(std::uint64_t seed, const Ingredients& with, bool is_verbose)
    : rng_(seed),
      beside_(seed ^ beside_salt),
      later_(seed ^ later_salt),
      with_(with),
      is_verbose_(is_verbose),
      clock_(sim_start),
      faults_(Rng(rng_.next()), perhaps(later_, with.late)),
      senders_(Rng(rng_.next()), perhaps(later_, with.planned)),
      page_(make_page(rng_.next())),
      people_(Rng(beside_.next()), page_, [this](const std::string& event) { tell(event); }),
      promises_({store_, page_, senders_, people_, messages_}),
      link_(clock_, timetable_, page_, faults_,
            {[this](const HttpRequest& request) {
                 promises_.never_a_false_all_clear(request);
                 promises_.people_are_respected(request, clock_.wall());
                 promises_.calls_say_what_rules_say(request);
             },
             [this](const HttpRequest& request, const Verdict& verdict) {
                 tell("the page answers " + std::to_string(verdict.response.status) + " to " +
                      request.method + " " + request.target);
                 if (!verdict.applied || !std::exchange(crash_after_effect_, false)) return;
                 timetable_.at(clock_.wall(), [this] { crash("after a call had its effect"); });
             },
             [this](const HttpRequest& request) { promises_.note_refused(request); },
             [this](const HttpRequest& request, WallTime left_at) {
                 promises_.note_landing(request, left_at);
             },
             [this](const std::string& event) { tell(event); }}) {
    if (beside_.below(3) == 0) refuse_at_ = beside_.below(200);
    edits_rules_ = beside_.below(4) == 0;
}

void World::tell(const std::string& event) {
    std::string line = format_rfc3339(clock_.wall()).substr(5, 18) + "  " + event;
    if (is_verbose_) std::cout << line << '\n';
    told_.push_back(std::move(line));
    if (told_.size() > told_max) told_.pop_front();
}

// ---- Time ---------------------------------------------------------------------------------------

void World::run_until(WallTime until) {
    while (promises_.broken().empty() && turn(until)) {
    }
    clock_.move_to(until);
}

bool World::turn(WallTime until) {
    if (store_.waiting() > 0 && !store_at_) store_at_ = clock_.wall() + faults_.store_latency();
    std::optional<WallTime> next = timetable_.next();
    const auto consider = [&next](std::optional<WallTime> time) {
        if (time) next = std::min(next.value_or(*time), *time);
    };
    consider(store_at_);
    if (process_) {
        consider(process_->dispatch->next_due());
        consider(process_->delivery->next_due());
    }
    if (!next || *next > until) return false;
    turns_at_once_ = *next > clock_.wall() ? 0 : turns_at_once_ + 1;
    if (turns_at_once_ > turns_at_once_max) promises_.break_by("the loops turn in circles");
    clock_.move_to(*next);
    if (store_at_ && *store_at_ <= clock_.wall())
        do_store_operation();
    else if (timetable_.next() && *timetable_.next() <= clock_.wall())
        timetable_.run_next();
    pump();
    return true;
}

void World::pump() {
    if (!process_) return;
    process_->dispatch->pump();
    process_->delivery->pump();
}

// ---- The process --------------------------------------------------------------------------------

void World::start() {
    if (process_ || is_starting_) return;
    is_starting_ = true;
    ++starts_;
    store_.load([this](Result<Ledger> ledger) {
        is_starting_ = false;
        if (ledger) return begin(std::move(ledger).value());
        timetable_.at(clock_.wall() + seconds(1), [this] { start(); });
    });
}

void World::begin(Ledger ledger) {
    const WallTime now = clock_.wall();
    const Duration silence = ledger.alive_at ? now - *ledger.alive_at : Duration(0);
    tell("tocsin starts after " + format_duration(silence));
    process_ = std::make_unique<Lifetime>();
    Lifetime& process = *process_;
    process.delivery.emplace(store_, clock_, process.deliveries, delivery_options(),
                             delivery_hooks(), Rng(rng_.next()));
    process.delivery->start(ledger);
    process.dispatch.emplace(store_, clock_, process.deliveries, dispatch_config(),
                             dispatch_hooks());
    process.dispatch->start(std::move(ledger), silence);
}

void World::crash(std::string_view when) {
    crash_in_.reset();
    crash_after_effect_ = false;
    if (!process_ && !is_starting_) return;
    // Of what was on its way to the disk some is durable, though nobody was told.
    const std::uint64_t durable = rng_.below(store_.waiting() + 1);
    for (std::uint64_t i = 0; i < durable; ++i) store_.complete_next_unanswered();
    tell("crash " + std::string(when) + ": " + std::to_string(durable) + " of " +
         std::to_string(durable + store_.waiting()) + " operations are durable");
    store_.crash();
    store_at_.reset();
    link_.forget_answers();
    process_.reset();
    is_starting_ = false;
    promises_.note_what_is_durable();
    timetable_.at(clock_.wall() + faults_.time_away(), [this] { start(); });
}

DispatchConfig World::dispatch_config() const {
    DispatchConfig config;
    config.book = fixed_rules(rules_);
    for (const char* name : {"am-a", "am-b"}) {
        DispatchSource source;
        source.rules.kind = "alertmanager";
        config.sources.emplace(SourceName(name), source);
    }
    config.load_rule = [](const RuleText& text) { return stored_rule(text.version); };
    return config;
}

DispatchHooks World::dispatch_hooks() {
    DispatchHooks hooks;
    hooks.incidents_changed = [this](const std::vector<Incident>& changed) {
        process_->delivery->take(changed);
    };
    hooks.problem = [this](const std::string& problem) { tell("dispatch: " + problem); };
    hooks.judge.step = [this](const Incident& incident, Reason reason) {
        tell("dispatch: " + incident.id.value + " of " + incident.rule.value + ": " +
             std::string(to_string(reason)));
    };
    return hooks;
}

DeliveryOptions World::delivery_options() {
    DeliveryOptions options;
    options.bucket = BucketName("main");
    DeliveryPage page;
    page.name = PageName("main");
    page.address = {"/v1", PageId(std::string(sim_page_id)), Secret(std::string(sim_api_key))};
    page.transport = std::shared_ptr<Transport>(std::shared_ptr<void>(), &link_);
    options.pages = {page};
    return options;
}

DeliveryHooks World::delivery_hooks() {
    DeliveryHooks hooks;
    hooks.found = [this](Sequence sequence, const Finding& finding) {
        tell("delivery finds something of " + finding.incident.value);
        process_->dispatch->offer(sequence, finding);
    };
    hooks.step = [this](const PageName&, const std::optional<IncidentId>& id, Reason reason,
                        const std::string& detail) {
        tell(detail_after(
            "delivery: " + (id ? id->value + " " : "") + std::string(to_string(reason)), detail));
    };
    hooks.problem = [this](const std::string& problem) { tell("delivery: " + problem); };
    return hooks;
}

// ---- The store ----------------------------------------------------------------------------------

void World::do_store_operation() {
    store_at_.reset();
    if (crash_in_ && (*crash_in_)-- == 0) return crash("between two operations");
    if (faults_.store_fails()) {
        tell("the store fails: " + std::string(store_.next()));
        store_.fail_next(unavailable("the disk is full"));
        return;
    }
    // What became durable counts before anybody is told.
    store_.complete_next();
    promises_.note_what_is_durable();
}

// ---- Senders ------------------------------------------------------------------------------------

void World::send_later(Duration delay, Message message) {
    timetable_.at(clock_.wall() + delay, [this, message = std::move(message)]() mutable {
        for (Said& said : message.said) {
            if (said.late_copy) continue;
            const Said present = senders_.anew({message.source, {said}}).said.front();
            const bool same = said.firing == present.firing && said.starts_at == present.starts_at;
            // Nobody says "fires" of what is over, but for the late copies; an old "over" may come.
            if (said.firing)
                said = present;
            else
                said.late_copy = !same;
        }
        send(std::move(message));
    });
}

void World::send_anew(const Message& message) {
    const Duration delay = seconds(5) + milliseconds(rng_.below(20'000));
    timetable_.at(clock_.wall() + delay, [this, message] { send(senders_.anew(message)); });
}

void World::send(Message message) {
    if (!process_) return send_anew(message);
    Webhook webhook;
    webhook.id = WebhookId("webhook-" + std::to_string(messages_.size()));
    webhook.source = message.source;
    webhook.received_at = clock_.wall();
    webhook.envelope = senders_.envelope_of(message);
    auto group = decode(DecodeOptions{}, webhook.envelope, webhook.received_at);
    if (!group) return promises_.break_by("a message is refused: " + group.error().message);
    tell(senders_.describe(message));
    messages_.emplace(webhook.id, message);
    const auto is_answered = std::make_shared<bool>(false);
    // A sender that gets no answer asks again.
    timetable_.at(clock_.wall() + seconds(10), [this, is_answered, message] {
        if (!*is_answered) send_anew(message);
    });
    const WallTime at = webhook.received_at;
    store_.append(
        std::move(webhook), [this, is_answered, message, at,
                             group = std::move(group).value()](Result<Sequence> sequence) mutable {
            *is_answered = true;
            if (!sequence) return send_anew(message);
            process_->dispatch->offer(sequence.value(), message.source, at, std::move(group));
        });
}

// ---- The story ----------------------------------------------------------------------------------

void World::reload() {
    tell("a reload");
    process_->dispatch->reload(dispatch_config());
    process_->delivery->reload(delivery_options());
}

// Takes effect with a reload, or with the next start.
void World::edit_rules() {
    rules_ = {};
    if (beside_.below(2) == 0) rules_.gone = beside_.below(sim_teams().size());
    if (beside_.below(2) == 0) rules_.changed = beside_.below(sim_teams().size());
    tell("the rules are edited");
    if (process_) reload();
}

void World::happen() {
    const WallTime now = clock_.wall();
    if (faults_.crashes_now()) {
        switch (rng_.below(3)) {
            case 0:
                crash("at any time");
                break;
            case 1:
                crash_in_ = rng_.below(8);
                break;
            default:
                crash_after_effect_ = true;
                break;
        }
    }
    const std::uint64_t kind = rng_.below(100);
    if (kind < 3 && faults_.has_outages()) {
        tell("an outage of the page begins");
        faults_.begin_outage();
        timetable_.at(now + faults_.outage_length(), [this] { faults_.end_outage(); });
    } else if (kind < 5 && process_) {
        reload();
    } else if (kind < 6 && !link_.is_busy()) {
        tell("the machine sleeps");
        clock_.move_to(now + seconds(rng_.below(1'800)));
    } else {
        for (auto& [delay, message] : senders_.next(now)) send_later(delay, std::move(message));
    }
    pump();
}

void World::happen_beside() {
    for (auto& [delay, message] : senders_.next_planned(clock_.wall()))
        send_later(delay, std::move(message));
    if (!with_.people) return pump();
    people_.act(clock_.wall());
    if (edits_rules_ && beside_.below(25) == 0) edit_rules();
    if (refuse_at_ && (*refuse_at_)-- == 0) {
        refuse_at_.reset();
        link_.refuse_one();
    }
    pump();
}

const std::vector<std::string>& World::run() {
    start();
    const std::uint64_t count = 40 + rng_.below(160);
    for (std::uint64_t i = 0; i < count && promises_.broken().empty(); ++i) {
        // Mostly close together, sometimes long apart, so that timers run out in between.
        const Duration gap =
            rng_.below(8) == 0 ? seconds(rng_.below(900)) : milliseconds(rng_.below(20'000));
        run_until(clock_.wall() + gap);
        happen();
        happen_beside();
    }
    if (promises_.broken().empty()) end_well();
    return promises_.broken();
}

void World::end_well() {
    tell("from here on nothing breaks any more");
    faults_.stop();
    people_.leave(clock_.wall());
    crash_in_.reset();
    crash_after_effect_ = false;
    // The rules as they were: what no rule took meanwhile is placed when it is said again.
    const bool edited = rules_.gone || rules_.changed;
    rules_ = {};
    if (edited && process_) reload();
    start();
    run_until(clock_.wall() + minutes(40));
    const bool over = rng_.below(2) == 0;
    for (const Message& message : senders_.everything(over, clock_.wall())) send(message);
    run_until(clock_.wall() + longest_rule_wait);
    if (promises_.broken().empty()) check_the_end(over);
}

void World::check_the_end(bool over) {
    const WallTime now = clock_.wall();
    page_.advance(now);
    promises_.rate_is_kept(link_.begun());
    promises_.nobody_is_notified_without_cause();
    promises_.changes_arrive_in_order();
    promises_.nothing_acknowledged_is_lost();
    promises_.one_incident_for_one_problem();
    promises_.the_page_shows_what_is_public(now);
    promises_.what_fires_is_shown();
    promises_.components_are_right();
    promises_.what_people_wrote_stands();
    promises_.maintenances_are_as_planned(now);
    promises_.stories_are_told_once();
    promises_.nothing_is_stuck();
    if (over) promises_.what_is_over_is_closed();
}

}  // namespace tocsin
