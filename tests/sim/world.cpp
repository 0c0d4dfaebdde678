#include "tests/sim/world.hpp"

#include <algorithm>
#include <iostream>

#include "tests/sim/fixed_rules.hpp"

namespace tocsin {
namespace {

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

World::World(std::uint64_t seed, const Ingredients& with, bool is_verbose, StoryCut cut)
    : rng_(seed),
      beside_(seed ^ beside_salt),
      later_(seed ^ later_salt),
      with_(with),
      is_verbose_(is_verbose),
      cut_(std::move(cut)),
      clock_(sim_start),
      faults_(Rng(rng_.next()), perhaps(later_, with.late)),
      chances_(draw_chances(later_, with, perhaps(later_, with.planned))),
      rules_(chances_.rules),
      senders_(Rng(rng_.next()), chances_.senders),
      page_(make_page(rng_.next())),
      people_(Rng(beside_.next()), page_, [this](const std::string& event) { tell(event); }),
      operators_(chances_.acts),
      order_senders_(chances_.orders),
      promises_({store_, page_, senders_, people_, messages_, rules_, operators_, orders_}),
      link_(clock_, timetable_, page_, faults_,
            {[this](const HttpRequest& request) {
                 promises_.never_a_false_all_clear(request);
                 promises_.people_are_respected(request, clock_.wall());
                 promises_.calls_say_what_rules_say(request);
                 promises_.only_what_is_public_is_told(request);
                 promises_.denied_texts_are_approved_first(request);
                 promises_.what_flaps_is_held(request, clock_.wall());
                 promises_.what_was_ordered_goes_on(request);
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

World::Chances World::draw_chances(Rng& rng, const Ingredients& with, std::optional<Rng> planned) {
    Chances chances;
    chances.senders.planned = planned;
    // The rules and the alerts of an ingredient each have a stream that the other does not move.
    const auto draw = [&rng](bool wanted, std::optional<Rng>& senders, std::optional<Rng>& rules) {
        std::optional<Rng> chance = perhaps(rng, wanted);
        if (!chance) return;
        rules = Rng(chance->next());
        senders = chance;
    };
    draw(with.asking, chances.senders.asking, chances.rules.asking);
    draw(with.braked, chances.senders.braked, chances.rules.braked);
    draw(with.absent, chances.senders.absent, chances.rules.absent);
    draw(with.drawn, chances.senders.drawn, chances.rules.drawn);
    chances.acts = perhaps(rng, with.acts);
    chances.orders = perhaps(rng, with.orders);
    return chances;
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
    promises_.note_what_is_durable(clock_.wall());
    timetable_.at(clock_.wall() + faults_.time_away(), [this] { start(); });
}

DispatchConfig World::dispatch_config() const {
    DispatchConfig config;
    config.book = rules_.book(edit_);
    config.guard = rules_.guard();
    for (const char* name : {"am-a", "am-b"}) {
        DispatchSource source;
        source.rules.kind = "alertmanager";
        config.sources.emplace(SourceName(name), source);
    }
    if (order_senders_.are_there()) {
        DispatchSource source;
        source.rules.kind = "statuspage";
        source.decode = sim_order_options();
        config.sources.emplace(sim_order_source, source);
    }
    config.load_rule = [this](const RuleText& text) { return rules_.stored(text.version); };
    return config;
}

DispatchHooks World::dispatch_hooks() {
    DispatchHooks hooks;
    hooks.incidents_changed = [this](const std::vector<Incident>& changed) {
        process_->delivery->take(changed);
    };
    hooks.oldest_under_way = [this]() -> std::optional<WallTime> {
        if (process_->under_way.empty()) return std::nullopt;
        return *process_->under_way.begin();
    };
    hooks.acted = [this](Sequence sequence, Reason answer) {
        tell("the answer to act " + std::to_string(sequence.value) + ": " +
             std::string(to_string(answer)));
        promises_.note_answer(sequence, answer);
    };
    hooks.ordered = [this](Sequence sequence, const SourceName&, const OrderOutcome& outcome) {
        promises_.note_order_answer(sequence, outcome);
        const auto waiting = process_->ordering.extract(sequence);
        if (waiting) waiting.mapped()(outcome);
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
    promises_.note_what_is_durable(clock_.wall());
}

}  // namespace tocsin
