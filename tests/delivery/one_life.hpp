// OneLife: delivery alone takes one incident through create, update and resolve.
//
// The record is the in-memory store, the page the emulator's model.  Every operation of the store
// and every exchange is one step, counted from 0; one of them can be made to go wrong, and then
// everything must still end as it should.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/rehearsal/virtual_time.hpp"
#include "delivery/delivery.hpp"
#include "store/memory_store.hpp"
#include "tests/emulator/model.hpp"

namespace tocsin {

// What goes wrong with one step.  Those of the store leave an exchange alone, and the reverse.
enum class Mishap {
    store_fails,
    dies_before_it_is_durable,
    dies_before_it_is_told,
    refused,  // No byte left.
    lost_before_effect,
    lost_after_effect,
    dies_before_effect,
    dies_after_effect,
};

class OneLife final : public Transport {
public:
    OneLife();

    void exchange(HttpRequest request, Duration timeout, Done done) override;

    // Create, update, resolve, each after delivery has come to rest; the step goes wrong so.
    void live(std::optional<std::size_t> wrong_step, Mishap mishap);

    std::size_t steps() const { return steps_; }
    const StatuspageModel& page() const { return page_; }
    const MemoryStore& store() const { return store_; }
    const Incident& incident() const { return incident_; }
    // Writes that left although the record did not say `sent` of an intent.
    std::size_t left_too_early() const { return left_too_early_; }

private:
    void start();
    void say(IncidentStatus status, std::string body);
    void come_to_rest();
    void store_step();
    void exchange_step();
    bool goes_wrong(Mishap mishap);
    void die();

    VirtualClock clock_;
    MemoryStore store_;
    StatuspageModel page_;
    Deliveries deliveries_;
    std::optional<Delivery> delivery_;
    Incident incident_;
    std::optional<std::pair<HttpRequest, Done>> asked_;
    std::optional<std::size_t> wrong_step_;
    Mishap mishap_ = Mishap::store_fails;
    std::size_t steps_ = 0;
    std::size_t left_too_early_ = 0;
};

}  // namespace tocsin
