// World: one run of the shipped loops in a world where time is virtual and everything may fail.
//
// Dispatch and Delivery are those of the daemon; under them are the in-memory store, which the
// world completes, fails or loses operation by operation, and the emulated page behind a network
// that loses answers.  One seed gives one run, always the same: senders, faults, crashes and all.
//
//     senders ──webhook──► store ──► Dispatch ──► store ──► Delivery ──► PageLink ──► page
//        └── told again if it was not acknowledged              faults break ─┘
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "delivery/delivery.hpp"
#include "dispatch/dispatch.hpp"
#include "tests/sim/ingredients.hpp"
#include "tests/sim/operators.hpp"
#include "tests/sim/order_senders.hpp"
#include "tests/sim/page_link.hpp"
#include "tests/sim/promises.hpp"
#include "tests/sim/senders.hpp"
#include "tests/sim/sim_rules.hpp"
#include "tests/sim/story_cut.hpp"

namespace tocsin {

class World {
public:
    explicit World(std::uint64_t seed, const Ingredients& with = {}, bool is_verbose = false,
                   StoryCut cut = {});

    // The whole story; then what was broken, in words.
    const std::vector<std::string>& run();

    // The newest 30 events, a line for each.
    const std::deque<std::string>& last_events() const { return told_; }

    // How many steps the story has, or would have if nothing were broken.
    std::uint64_t steps() const { return steps_; }

private:
    // The chances of ingredients that change more than one thing.
    struct Chances {
        MoreSenders senders;
        RuleChances rules;
        std::optional<Rng> acts, orders;
    };
    static Chances draw_chances(Rng& rng, const Ingredients& with, std::optional<Rng> planned);

    // What dies in a crash.
    struct Lifetime {
        Deliveries deliveries;
        std::multiset<WallTime> under_way;  // When what is not stored yet was received.
        // Who ordered something and waits for what becomes of it.
        std::map<Sequence, std::function<void(const OrderOutcome&)>> ordering;
        std::optional<Delivery> delivery;
        std::optional<Dispatch> dispatch;
    };

    // Time.
    void run_until(WallTime until);
    bool turn(WallTime until);
    void pump();
    void tell(const std::string& event);

    // The process.
    void start();
    void begin(Ledger ledger);
    void crash(std::string_view when);
    DispatchConfig dispatch_config() const;
    DispatchHooks dispatch_hooks();
    DeliveryOptions delivery_options();
    DeliveryHooks delivery_hooks();

    // The store.
    void do_store_operation();

    // Senders.
    void send_later(Duration delay, Message message);
    void send(Message message);
    void send_anew(const Message& message);

    void send_act(OperatorAct act);

    // world_orders.cpp.
    void order_later(Duration delay, SimOrder order);
    void send_order(const SimOrder& order);
    void hear_of_order(const SimOrder& order, const OrderOutcome& outcome);
    void order_beside(bool is_told);
    void pass_a_day();

    // The story.
    void happen(bool is_told);
    void happen_beside(bool is_told);
    void reload();
    void edit_rules();
    void end_well();
    void check_the_end(bool over);

    Rng rng_;
    Rng beside_, later_;  // Of what was added since, so that old seeds draw what they always drew.
    Ingredients with_;
    bool is_verbose_;
    StoryCut cut_;
    std::uint64_t steps_ = 0;
    VirtualClock clock_;
    Timetable timetable_;
    Faults faults_;
    Chances chances_;
    SimRules rules_;
    Senders senders_;
    StatuspageModel page_;
    People people_;
    Operators operators_;
    OrderSenders order_senders_;
    MemoryStore store_;
    std::map<WebhookId, Message> messages_;
    std::map<WebhookId, SentOrder> orders_;
    Promises promises_;
    PageLink link_;
    std::unique_ptr<Lifetime> process_;
    bool is_starting_ = false;
    std::uint64_t starts_ = 0;
    std::optional<WallTime> store_at_;       // When the oldest operation is done.
    std::optional<std::uint64_t> crash_in_;  // After so many operations of the store.
    bool crash_after_effect_ = false;        // When the next request has had its effect.
    bool edits_rules_ = false;
    RuleEdit edit_;                           // Of the rules, as they are now.
    std::optional<std::uint64_t> refuse_at_;  // The step of the story; at most one refusal.
    std::size_t turns_at_once_ = 0;
    std::deque<std::string> told_;
};

}  // namespace tocsin
