#include "daemon/pages.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/url.hpp"
#include "daemon/left_behind.hpp"

namespace tocsin {
namespace {

constexpr Duration load_retry_after = std::chrono::seconds(1);

RetryRules retry_of(const DeliveryConfig& config) {
    return {config.retry.initial,    config.retry.max,           config.retry.multiplier,
            config.retry.jitter,     config.retry.give_up_after, config.settle,
            config.breaker_failures, config.breaker_open_for};
}

// Which pages share a key: what a Delivery cannot change while it lives.
std::map<BucketName, std::set<PageName>> shape_of(const std::vector<DeliveryOptions>& options) {
    std::map<BucketName, std::set<PageName>> shape;
    for (const DeliveryOptions& one : options) {
        for (const DeliveryPage& page : one.pages) shape[one.bucket].insert(page.name);
    }
    return shape;
}

}  // namespace

ClientOptions client_options_of(const BaseUrl& url, const PageConfig& page,
                                const DeliveryConfig& delivery) {
    ClientOptions options = client_options_of(url);
    options.ca_file = page.ca_file.value_or("");
    options.connect_timeout = delivery.connect_timeout;
    return options;
}

Pages::Pages(Outside outside, Rng rng) : outside_(std::move(outside)), rng_(rng) {}

Result<std::shared_ptr<Transport>> Pages::client_for(const Snapshot& snapshot,
                                                     const PageConfig& page,
                                                     Clients& clients) const {
    TRY(const BaseUrl url, parse_base_url(page.base_url));
    const std::string key = format_host_port(url.host, url.port) + (url.tls ? " tls " : " plain ") +
                            page.ca_file.value_or("");
    const auto shared = clients.find(key);
    if (shared != clients.end()) return shared->second;
    TRY(auto client,
        HttpsClient::open(outside_.loop, client_options_of(url, page, snapshot.config.delivery)));
    return clients.emplace(key, std::move(client)).first->second;
}

Result<std::vector<DeliveryOptions>> Pages::options_of(const Snapshot& snapshot) const {
    std::vector<DeliveryOptions> all;
    Clients clients;
    for (const auto& [bucket, names] : buckets_of(snapshot)) {
        DeliveryOptions options;
        options.bucket = bucket;
        options.retry = retry_of(snapshot.config.delivery);
        options.request_timeout = snapshot.config.delivery.request_timeout;
        std::optional<RateLimit> limit;
        for (const PageName& name : names) {
            const PageConfig& page = snapshot.config.pages.at(name);
            DeliveryPage delivered;
            delivered.name = name;
            delivered.dry_run = page.dry_run;
            delivered.reconcile = page.reconcile;
            delivered.address.page = page.id;
            TRY(const BaseUrl url, parse_base_url(page.base_url));
            delivered.place =
                format_host_port(url.host, url.port) + url.path_prefix + "/pages/" + page.id.value;
            if (!page.dry_run) {
                delivered.address.base_path = url.path_prefix;
                delivered.address.api_key = snapshot.api_keys.at(name);
                TRY(delivered.transport, client_for(snapshot, page, clients));
            }
            // Pages with one key share its bucket; the lower limit counts.
            const RateLimit& own = page.rate_limit;
            const bool lower = !limit || own.requests * limit->per < limit->requests * own.per;
            if (lower) limit = own;
            options.pages.push_back(std::move(delivered));
        }
        options.pace = {limit->requests, limit->per,
                        limit->burst > 0 ? limit->burst : std::min(5U, limit->requests)};
        all.push_back(std::move(options));
    }
    return all;
}

Result<void> Pages::start(const Snapshot& snapshot, const Ledger& ledger) {
    TRY(auto options, options_of(snapshot));
    make(std::move(options), ledger);
    return success();
}

void Pages::make(std::vector<DeliveryOptions> all, const Ledger& ledger) {
    for (const auto& [bucket, delivery] : by_bucket_) {
        for (const DeliveryPage& page : delivery->pages())
            outside_.metrics.page_removed(page.name);  // Those that stay come back below.
    }
    by_bucket_.clear();
    deliveries_.clear();
    for (DeliveryOptions& options : all) {
        const BucketName bucket = options.bucket;
        for (const DeliveryPage& page : options.pages) outside_.metrics.page_configured(page.name);
        auto delivery =
            std::make_unique<Delivery>(outside_.store, outside_.clock, deliveries_,
                                       std::move(options), hooks_for(bucket), Rng(rng_.next()));
        delivery->start(ledger);
        by_bucket_.emplace(bucket, std::move(delivery));
    }
    say_what_stands_elsewhere();
}

DeliveryHooks Pages::hooks_for(const BucketName& bucket) {
    DeliveryHooks hooks;
    hooks.found = outside_.found;
    hooks.attempted = [this, bucket](const Attempt& attempt) {
        outside_.metrics.delivery_attempt(attempt.page, attempt.operation, attempt.outcome,
                                          attempt.took);
        outside_.metrics.ratelimit_wait(bucket, attempt.waited);
        if (!attempt.why.empty()) {
            outside_.log.warn("delivery", "the page did not answer",
                              {{"page", attempt.page},
                               {"op", attempt.operation},
                               {"code", attempt.outcome},
                               {"err", attempt.why}});
        }
        outside_.log.debug("delivery", "page asked",
                           {{"page", attempt.page},
                            {"op", attempt.operation},
                            {"code", attempt.outcome},
                            {"took_ms", attempt.took.count() / 1000}});
        outside_.turn();
    };
    hooks.step = [this](const PageName& page, const std::optional<IncidentId>& id, Reason reason,
                        const std::string& detail) {
        const std::string incident = id ? id->value : "";
        // From then on the page is only asked whether it works again: somebody has to act.
        const bool is_parked = reason == Reason::key_refused || reason == Reason::page_refused;
        const std::array<LogField, 4> fields{{{"reason", to_string(reason)},
                                              {"page", page},
                                              {"incident", incident},
                                              {"detail", detail}}};
        outside_.log.write(is_parked ? LogLevel::warn : LogLevel::info, "delivery", "step", fields);
        if (reason != Reason::acknowledged || !id) return;
        for (const auto& [name, delivery] : by_bucket_) {
            const auto at = delivery->incidents().find(*id);
            if (at == delivery->incidents().end()) continue;
            outside_.metrics.delivery_lag(page, outside_.clock.wall() - at->second.updated_at);
        }
    };
    hooks.gave_up = [this](const PageName& page, const IncidentId& id, Reason reason,
                           const std::string& why) {
        outside_.metrics.delivery_dead_letter(page, reason);
        outside_.log.error(
            "delivery", "a change of an incident was given up: the page does not show it",
            {{"page", page}, {"incident", id}, {"reason", to_string(reason)}, {"err", why}});
    };
    hooks.drifted = [this](const PageName& page, std::string_view kind) {
        outside_.metrics.page_drift(page, kind);
        outside_.log.warn("delivery", "the page is not as it was left",
                          {{"page", page}, {"kind", kind}});
    };
    hooks.problem = [this](const std::string& problem) {
        outside_.log.error("delivery", "store", {{"err", problem}});
    };
    return hooks;
}

Result<std::vector<DeliveryOptions>> Pages::check(const Snapshot& snapshot) const {
    TRY(auto options, options_of(snapshot));
    for (const DeliveryOptions& one : options) {
        for (const DeliveryPage& page : one.pages) {
            // What is so already is no reason to refuse the rest.
            const auto stands = stands_elsewhere(page);
            if (stands && !is_in_force(page)) return refused(*stands);
        }
    }
    return options;
}

bool Pages::is_in_force(const DeliveryPage& page) const {
    return std::any_of(by_bucket_.begin(), by_bucket_.end(), [&](const auto& entry) {
        const auto& pages = entry.second->pages();
        return std::any_of(pages.begin(), pages.end(), [&](const DeliveryPage& one) {
            return one.name == page.name && one.place == page.place && !one.dry_run;
        });
    });
}

std::optional<std::string> Pages::stands_elsewhere(const DeliveryPage& page) const {
    if (page.dry_run) return std::nullopt;
    for (const auto& [bucket, delivery] : by_bucket_) {
        if (!delivery->is_bound(page.name)) continue;
        if (delivery->page_record(page.name)->place == page.place) continue;
        const auto shown = delivery->shown_on(page.name);
        return "page \"" + page.name.value +
               "\" has another id or base_url than the page on which " +
               (shown.empty() ? "its components are to be set back"
                              : "its incidents " + format_incidents(shown, delivery->incidents()) +
                                    " stand") +
               ": put them back until that is over, or give the new page another name";
    }
    return std::nullopt;
}

void Pages::say_what_stands_elsewhere() const {
    for (const auto& [bucket, delivery] : by_bucket_) {
        for (const DeliveryPage& page : delivery->pages()) {
            if (const auto stands = stands_elsewhere(page))
                outside_.log.error("delivery", "nothing is sent to a page", {{"err", *stands}});
        }
    }
}

void Pages::reload(std::vector<DeliveryOptions> options) {
    std::vector<DeliveryOptions> current;
    for (const auto& [bucket, delivery] : by_bucket_) {
        DeliveryOptions one;
        one.bucket = bucket;
        one.pages = delivery->pages();
        current.push_back(std::move(one));
    }
    const bool settled = !next_options_ && !loading_;
    if (settled && shape_of(options) == shape_of(current)) {
        for (DeliveryOptions& one : options) {
            Delivery& delivery = *by_bucket_.at(one.bucket);
            delivery.reload(std::move(one));
        }
        return say_what_stands_elsewhere();
    }
    next_options_ = std::move(options);
    for (const auto& [bucket, delivery] : by_bucket_) delivery->stop();
    pump();
}

// Requires: the deliveries are stopped and idle.  Whatever reloads come while the record is read,
// the newest options are made of it: a record is the same for all of them.
void Pages::make_anew() {
    loading_ = true;
    load_again_at_.reset();
    outside_.store.load([this](Result<Ledger> ledger) {
        loading_ = false;
        if (!ledger) {
            outside_.log.error("delivery", "reading the record failed, trying again",
                               {{"err", ledger.error().message}});
            load_again_at_ = outside_.clock.wall() + load_retry_after;
            return;
        }
        make(*std::exchange(next_options_, std::nullopt), ledger.value());
        pump();
    });
}

void Pages::take(const std::vector<Incident>& changed) {
    for (const auto& [bucket, delivery] : by_bucket_) delivery->take(changed);
}

void Pages::pump() {
    const WallTime now = outside_.clock.wall();
    if (next_options_) {
        const bool too_early = load_again_at_ && now < *load_again_at_;
        if (!loading_ && !too_early && are_deliveries_idle()) make_anew();
        return;
    }
    for (const auto& [bucket, delivery] : by_bucket_) {
        const auto due = delivery->next_due();
        if (due && *due <= now) delivery->pump();
    }
}

std::optional<WallTime> Pages::next_due() const {
    std::optional<WallTime> next = load_again_at_;
    for (const auto& [bucket, delivery] : by_bucket_) {
        const auto due = delivery->next_due();
        if (due && (!next || *due < *next)) next = due;
    }
    return next;
}

void Pages::stop() {
    for (const auto& [bucket, delivery] : by_bucket_) delivery->stop();
}

bool Pages::is_idle() const {
    return !next_options_ && are_deliveries_idle();
}

bool Pages::are_deliveries_idle() const {
    return std::all_of(by_bucket_.begin(), by_bucket_.end(),
                       [](const auto& entry) { return entry.second->is_idle(); });
}

bool Pages::waits_for_foreign(const Incident& incident) const {
    return std::any_of(by_bucket_.begin(), by_bucket_.end(),
                       [&](const auto& row) { return row.second->waits_for_foreign(incident); });
}

std::string_view Pages::word_of(const Incident& incident) const {
    for (const auto& [bucket, delivery] : by_bucket_) {
        for (const DeliveryPage& page : delivery->pages()) {
            if (page.name == incident.page) return delivery->word_of(incident);
        }
    }
    const auto row = deliveries_.find(incident.id);
    return delivery_word(incident, row == deliveries_.end() ? nullptr : &row->second);
}

void Pages::refresh_metrics() const {
    struct Outbox {
        std::map<std::string_view, std::size_t> entries;
        std::optional<WallTime> oldest;
    };
    for (const auto& [bucket, delivery] : by_bucket_) {
        std::map<PageName, Outbox> outboxes;
        for (const DeliveryPage& page : delivery->pages()) {
            outboxes[page.name];
            outside_.metrics.set_breaker_open(page.name, delivery->is_held_back(page.name));
        }
        for (const auto& [id, incident] : delivery->incidents()) {
            if (incident.standing != Standing::public_) continue;
            const std::string_view word = delivery->word_of(incident);
            Outbox& outbox = outboxes[incident.page];
            if (word == "acknowledged" || word == "none" || word == "dry_run") continue;
            ++outbox.entries[word];
            outbox.oldest =
                std::min(outbox.oldest.value_or(incident.updated_at), incident.updated_at);
        }
        for (const auto& [page, outbox] : outboxes) {
            for (const std::string_view word :
                 {"pending", "parked", "in_flight", "unknown", "dead_letter"}) {
                const auto at = outbox.entries.find(word);
                outside_.metrics.set_outbox(page, word,
                                            at == outbox.entries.end() ? 0 : at->second);
            }
            outside_.metrics.set_outbox_oldest(page, outbox.oldest);
        }
    }
}

}  // namespace tocsin
