// Life of the daemon: start, signals, and the end in the right order.
#include "daemon/service.hpp"

#include <openssl/rand.h>

#include <csignal>

#include "base/assert.hpp"
#include "daemon/exit_codes.hpp"
#include "daemon/notify.hpp"

namespace tocsin {
namespace {

// The commit of a large migration writes and syncs all at once, and says nothing while it does.
constexpr Duration migration_extension = std::chrono::minutes(1);

// A migration says often that it gets on; systemd wants to know every few seconds.
std::function<void()> words_about_migration() {
    using Clock = std::chrono::steady_clock;
    return [told = std::optional<Clock::time_point>()]() mutable {
        const Clock::time_point now = Clock::now();
        if (told && now - *told < extension_every) return;
        told = now;
        notify_takes_longer(migration_extension);
    };
}

Rng fresh_rng() {
    std::uint64_t seed = 0;
    const int ok = RAND_bytes(reinterpret_cast<unsigned char*>(&seed), sizeof seed);
    TOCSIN_ASSERT(ok == 1);
    return Rng(seed);
}

}  // namespace

Service::Service(std::string main_file, Flags flags, Log& log, Metrics& metrics)
    : main_file_(std::move(main_file)), flags_(std::move(flags)), log_(log), metrics_(metrics) {
    loop_ = std::make_unique<Loop>([&log](std::string_view line) {
        log.error("net", "exception in a callback, going on", {{"err", line}});
    });
}

Service::~Service() = default;

Result<void> Service::open_store(const Snapshot& snapshot) {
    SqliteStoreOptions options;
    options.path = snapshot.config.store.path;
    // Whatever the store answers may move a line: look at the due times afterwards.
    options.post = [this](std::function<void()> answers) {
        loop_->post([this, answers = std::move(answers)] {
            answers();
            request_turn();
        });
    };
    options.failed = [this](const std::string& why) {
        log_.error("store", "the store failed and cannot be trusted to go on: exiting",
                   {{"err", why}});
        store_failed_ = true;
        finish(exit_store);
    };
    options.migrating = words_about_migration();
    options.checked = [this](const Result<void>& checked) {
        if (checked)
            log_.info("store", "the store is sound after an unclean stop");
        else
            log_.error("store", "the store is damaged", {{"err", checked.error().message}});
    };
    TRY(store_, SqliteStore::open(std::move(options), metrics_, log_));
    return success();
}

std::unique_ptr<Heartbeat> Service::make_heartbeat() {
    Heartbeat::Hooks hooks;
    hooks.ask_writer = [this](std::function<void()> turned) {
        store_->turn([turned = std::move(turned)](const Result<void>&) { turned(); });
    };
    hooks.alive = notify_alive;
    hooks.takes_longer = notify_takes_longer;
    return std::make_unique<Heartbeat>(*loop_, watchdog_interval(), std::move(hooks));
}

int Service::run(Snapshot snapshot) {
    snapshot_ = std::move(snapshot);
    running_ = fixed_settings_of(snapshot_.config);
    heartbeat_ = make_heartbeat();
    heartbeat_->extend();
    if (const auto opened = open_store(snapshot_); !opened) {
        log_.error("store", "the store cannot be used", {{"err", opened.error().message}});
        return exit_store;
    }
    clock_ = std::make_unique<RealClock>(store_->newest_time());
    say_how_far_the_clock_is();
    loop_->watch_signals([this](int signal) { on_signal(signal); });
    make_server();
    // Listening before the record is read: senders get 503 and not a refused connection.
    if (const auto listening = listen(); !listening) {
        log_.error("net", "a listener cannot be opened", {{"err", listening.error().message}});
        return exit_failed;
    }
    load_record();
    loop_->run();
    // Callbacks of the store and the clients must find everybody still there: nothing runs any
    // more, and members go in the reverse order of their making.
    due_timer_.cancel();
    drain_timer_.cancel();
    certificates_.reset();
    heartbeat_->stop();
    server_.reset();
    return exit_code_;
}

Result<void> Service::listen() {
    for (const ListenerOptions& options : snapshot_.listeners) {
        TRYV(server_->listen(options));
        const ListenAddress bound = server_->bound_address(options.name);
        log_.info("net", "listening",
                  {{"listener", options.name},
                   {"address", format_host_port(bound.host, bound.port)},
                   {"tls", options.tls.has_value()}});
    }
    certificates_->watch(snapshot_.config.listeners);
    return success();
}

void Service::load_record() {
    const auto give_up = [this](const Error& error) {
        log_.error("store", "the record cannot be read", {{"err", error.message}});
        finish(exit_store);
    };
    store_->seen_signatures(
        system_time(), [this, give_up](const Result<std::vector<SeenSignature>>& seen) {
            if (!seen) return give_up(seen.error());
            store_->load([this, give_up, seen = seen.value()](Result<Ledger> ledger) {
                if (!ledger) return give_up(ledger.error());
                start_lines(std::move(ledger).value(), seen);
            });
        });
}

void Service::start_lines(Ledger ledger, const std::vector<SeenSignature>& seen) {
    const std::optional<WallTime> alive_at = ledger.alive_at;
    const Duration silence = alive_at ? clock_->wall() - *alive_at : Duration(0);
    newest_ = ledger.cursor;
    pages_ = std::make_unique<Pages>(outside(), fresh_rng());
    if (const auto started = pages_->start(snapshot_, ledger); !started) {
        log_.error("delivery", "a page's client cannot be made",
                   {{"err", started.error().message}});
        return finish(exit_failed);
    }
    dispatch_ = std::make_unique<Dispatch>(*store_, *clock_, pages_->deliveries(),
                                           dispatch_config_of(snapshot_.config), dispatch_hooks());
    dispatch_->start(std::move(ledger), silence);
    if (const auto started = start_inquiries(); !started) {
        log_.error("inquiry", "a client for an Alertmanager cannot be made",
                   {{"err", started.error().message}});
        return finish(exit_failed);
    }
    orders_ =
        std::make_unique<Orders>(*loop_, [this](const IncidentId& id) { return progress_of(id); });
    intake_ =
        std::make_unique<Intake>(*store_, *clock_, metrics_, log_, intake_hooks(), fresh_rng());
    intake_->restore(seen);
    intake_->configure(snapshot_.sources);
    housekeeping_ =
        std::make_unique<Housekeeping>(*loop_, *store_, *clock_, running_.store.retention);
    metrics_.config_loaded(system_time());
    metrics_.set_rules(snapshot_.config.rules_by_file);
    serving_ = true;
    heartbeat_->end_extension();
    notify_ready();
    heartbeat_->watch();
    log_.info("daemon", "ready",
              {{"sources", snapshot_.sources.size()},
               {"pages", snapshot_.config.pages.size()},
               {"rules", snapshot_.config.rules.rules().size()}});
    for (const IncidentId& id : dispatch_->orphans()) {
        log_.warn("dispatch", "an open incident's rule is gone; its last version goes on",
                  {{"incident", id}});
    }
    for (const std::string& sentence : left_behind_by(snapshot_.config))
        log_.error("daemon", "the configuration lacks what open incidents need",
                   {{"err", sentence}});
    request_turn();
}

Result<void> Service::start_inquiries() {
    inquiries_ = std::make_unique<Inquiries>(outside(), *dispatch_);
    TRY(auto options, inquiries_->check(snapshot_.config));
    inquiries_->configure(std::move(options));
    return success();
}

Outside Service::outside() {
    return {*loop_,
            *store_,
            *clock_,
            metrics_,
            log_,
            [this](Sequence sequence, const Finding& finding) {
                newest_ = std::max(newest_, sequence);
                dispatch_->offer(sequence, finding);
                request_turn();
            },
            [this] { request_turn(); }};
}

void Service::on_signal(int signal) {
    if (signal == SIGHUP) {
        if (serving_ && !draining_) reload();
        return;
    }
    if (draining_ || !serving_) {
        log_.warn("daemon", "stopping at once");
        return finish(draining_ ? exit_failed : exit_ok);
    }
    begin_stop();
}

void Service::begin_stop() {
    draining_ = true;
    notify_stopping();
    heartbeat_->extend();
    inquiries_->stop();
    orders_->stop_waiting();
    const Duration drain = snapshot_.config.drain;
    drain_until_ = clock_->wall() + drain;
    log_.info("daemon", "stopping", {{"drain_s", drain.count() / 1'000'000}});
    server_->drain(drain, [this] {
        drained_ = true;
        request_turn();
    });
    drain_timer_ = loop_->after(drain, [this] {
        log_.warn("daemon",
                  "not everything could be sent before the stop; it is kept and sent after the "
                  "next start");
        finish(0);
    });
}

void Service::finish_if_drained() {
    if (!draining_ || !drained_ || finished_) return;
    if (dispatch_->is_idle() && pages_->is_idle() && nothing_left_to_send()) finish(0);
}

void Service::finish(int code) {
    if (finished_) return;
    finished_ = true;
    serving_ = false;
    exit_code_ = code;
    if (housekeeping_) housekeeping_->stop();
    if (pages_) pages_->stop();
    if (store_ && !store_failed_) {
        if (dispatch_) {
            Changes last;
            last.alive_at = clock_->wall();
            store_->commit(std::move(last), [](const Result<void>&) {});
        }
        store_->stop();
    }
    log_.info("daemon", "stopped", {{"code", code}});
    loop_->stop();
}

}  // namespace tocsin
