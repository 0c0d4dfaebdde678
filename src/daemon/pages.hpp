// Pages: the deliveries of all API keys, their clients, and what a reload makes of them.
//
// One Delivery for each key, as configured; clients are shared by pages with one address.  Each
// reload makes them anew, so that the certificates and time-outs of its files are what counts; one
// that is at work ends when it has its answer.  When a reload changes which pages share a key, the
// deliveries are let finish, and made anew from the record.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "daemon/outside.hpp"
#include "daemon/snapshot.hpp"
#include "delivery/delivery.hpp"
#include "net/client.hpp"
#include "net/loop.hpp"
#include "store/store.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace tocsin {

// For the server at `url`, where this page is.
ClientOptions client_options_of(const BaseUrl& url, const PageConfig& page,
                                const DeliveryConfig& delivery);

class Pages {
public:
    Pages(Outside outside, Rng rng);

    // Fails with `malformed` if a CA file or an address cannot be used.  `ledger` is what is on
    // record.
    Result<void> start(const Snapshot& snapshot, const Ledger& ledger);

    // Checks that the new clients can be made and that no name would mean another page than the one
    // on which its incidents stand, unless it does already; changes nothing.
    Result<std::vector<DeliveryOptions>> check(const Snapshot& snapshot) const;
    // What check() gave for the snapshot that is in force now.
    void reload(std::vector<DeliveryOptions> options);

    void take(const std::vector<Incident>& changed);
    void pump();
    std::optional<WallTime> next_due() const;
    void stop();
    // Whether nothing is on its way, a reload neither.
    bool is_idle() const;

    const Deliveries& deliveries() const { return deliveries_; }
    // How far the page is with an incident (delivery_word()).
    std::string_view word_of(const Incident& incident) const;
    bool waits_for_foreign(const Incident& incident) const;
    // Sets the gauges of outbox and breaker.
    void refresh_metrics() const;

private:
    using Clients = std::map<std::string, std::shared_ptr<Transport>>;  // By address.

    Result<std::shared_ptr<Transport>> client_for(const Snapshot& snapshot, const PageConfig& page,
                                                  Clients& clients) const;
    Result<std::vector<DeliveryOptions>> options_of(const Snapshot& snapshot) const;
    // Nothing if it does not.
    std::optional<std::string> stands_elsewhere(const DeliveryPage& page) const;
    void say_what_stands_elsewhere() const;
    bool is_in_force(const DeliveryPage& page) const;
    void make(std::vector<DeliveryOptions> options, const Ledger& ledger);
    void make_anew();
    bool are_deliveries_idle() const;
    DeliveryHooks hooks_for(const BucketName& bucket);

    Outside outside_;
    Rng rng_;
    Deliveries deliveries_;
    std::map<BucketName, std::unique_ptr<Delivery>> by_bucket_;
    std::optional<std::vector<DeliveryOptions>> next_options_;  // Waits for idle deliveries.
    bool loading_ = false;  // The record is being read for them.
    std::optional<WallTime> load_again_at_;
};

}  // namespace tocsin
