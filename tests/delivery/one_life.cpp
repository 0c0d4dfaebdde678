#include "tests/delivery/one_life.hpp"

#include <algorithm>

namespace tocsin {
namespace {

constexpr WallTime start_time{std::chrono::hours(24 * 365 * 56)};

}  // namespace

OneLife::OneLife() : clock_(start_time), page_(ModelOptions{}, 1) {
    page_.add_page("page00000001", "Ours");
    page_.add_component("page00000001", "API", "api000000001");
    page_.add_key("ours", "key-of-ours", {"page00000001"});
    incident_.id = IncidentId("01ARZ3NDEKTSV4RRFFQ69G5FAV");
    incident_.key = IncidentKey("00112233445566778899aabbccddeeff");
    incident_.page = PageName("main");
    incident_.rule = RuleName("rule");
    incident_.phase = Phase::open;
    incident_.standing = Standing::public_;
    incident_.desired.name = "Trouble";
    incident_.desired.claims = {{ComponentId("api000000001"), ComponentStatus::major_outage}};
    incident_.desired.concerned = {ComponentId("api000000001")};
}

void OneLife::exchange(HttpRequest request, Duration, Done done) {
    const auto row = store_.ledger().deliveries.find(incident_.id);
    const bool says_sent = row != store_.ledger().deliveries.end() && row->second.intent &&
                           row->second.intent->state == IntentState::sent;
    const bool writes_incident =
        request.method != "GET" && request.target.find("/incidents") != std::string::npos;
    if (writes_incident && !says_sent) ++left_too_early_;
    asked_.emplace(std::move(request), std::move(done));
}

void OneLife::start() {
    deliveries_.clear();
    DeliveryOptions options;
    options.bucket = BucketName("main");
    DeliveryPage page;
    page.name = PageName("main");
    page.address = {"/v1", PageId("page00000001"), Secret("key-of-ours")};
    page.transport = std::shared_ptr<Transport>(std::shared_ptr<void>(), this);
    options.pages = {page};
    delivery_.emplace(store_, clock_, deliveries_, options, DeliveryHooks{}, Rng(steps_ + 1));
    delivery_->start(store_.ledger());
}

void OneLife::die() {
    store_.crash();
    asked_.reset();
    delivery_.reset();
    clock_.move_to(clock_.wall() + std::chrono::seconds(30));
    start();
}

bool OneLife::goes_wrong(Mishap mishap) {
    return wrong_step_ == steps_ && mishap_ == mishap;
}

void OneLife::store_step() {
    if (goes_wrong(Mishap::store_fails)) {
        store_.fail_next(unavailable("the disk is full"));
    } else if (goes_wrong(Mishap::dies_before_it_is_durable)) {
        die();
    } else if (goes_wrong(Mishap::dies_before_it_is_told)) {
        store_.complete_next_unanswered();
        die();
    } else {
        store_.complete_next();
    }
    ++steps_;
}

void OneLife::exchange_step() {
    auto [request, done] = std::move(*asked_);
    asked_.reset();
    const WallTime now = clock_.wall() + std::chrono::milliseconds(100);
    clock_.move_to(now);
    if (goes_wrong(Mishap::refused)) {
        done(unavailable("connection refused"));
    } else if (goes_wrong(Mishap::lost_before_effect)) {
        done(unknown_outcome("connection reset"));
    } else if (goes_wrong(Mishap::lost_after_effect)) {
        page_.handle(request, now);
        done(unknown_outcome("connection reset"));
    } else if (goes_wrong(Mishap::dies_before_effect)) {
        die();
    } else if (goes_wrong(Mishap::dies_after_effect)) {
        page_.handle(request, now);
        die();
    } else {
        done(page_.answer(request, now));
    }
    ++steps_;
}

void OneLife::come_to_rest() {
    // Ten minutes are enough for every wait that one mishap causes.
    const WallTime until = clock_.wall() + std::chrono::minutes(10);
    for (;;) {
        delivery_->pump();
        if (store_.waiting() > 0) {
            store_step();
        } else if (asked_) {
            exchange_step();
        } else {
            const auto due = delivery_->next_due();
            if (!due || *due > until) break;
            clock_.move_to(*due);
        }
    }
    clock_.move_to(until);
}

void OneLife::say(IncidentStatus status, std::string body) {
    incident_.desired.status = status;
    incident_.desired.body = std::move(body);
    ++incident_.desired.text;
    ++incident_.desired.notice;
    incident_.updated_at = clock_.wall();
    if (is_final(status)) {
        incident_.phase = Phase::resolved;
        incident_.gone_at = clock_.wall();
        incident_.desired.claims.clear();
    }
    Changes changes;
    changes.incidents = {incident_};
    // Dispatch's own commit: not one of delivery's steps.
    store_.commit(std::move(changes), [](const Result<void>&) {});
    store_.pump();
    delivery_->take({incident_});
    come_to_rest();
}

void OneLife::live(std::optional<std::size_t> wrong_step, Mishap mishap) {
    wrong_step_ = wrong_step;
    mishap_ = mishap;
    start();
    say(IncidentStatus::investigating, "We are looking at it.");
    say(IncidentStatus::identified, "We know what it is.");
    say(IncidentStatus::resolved, "It is over.");
}

}  // namespace tocsin
