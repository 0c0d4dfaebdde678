// Work of the daemon: requests to the rooms that answer them, turns of the lines, reloads.
#include <algorithm>
#include <chrono>

#include "base/url.hpp"
#include "config/exposure.hpp"
#include "daemon/left_behind.hpp"
#include "daemon/notify.hpp"
#include "daemon/service.hpp"
#include "net/problem.hpp"

namespace tocsin {
namespace {

// So many entries that are stored and not judged are "too far behind": senders keep theirs.
constexpr std::uint64_t backlog_max = 100'000;
// No request to these needs a body.
constexpr std::uint64_t admin_body_max = 16U << 10;

bool comes_before_the_public(const Incident& incident, Reason reason) {
    if (incident.standing != Standing::public_) return false;
    switch (reason) {
        case Reason::opened:
        case Reason::relapsed:
        case Reason::told_afterwards:
        case Reason::limit_freed:
        case Reason::ordered:
            return true;
        case Reason::approved:
            return incident.desired.text == 1;  // Else of a later text.
        default:
            return false;
    }
}

bool is_kept_from_the_public(Reason reason) {
    switch (reason) {
        case Reason::limit_dropped:
        case Reason::storm_dropped:
        case Reason::flap_suppressed:
        case Reason::muted:
        case Reason::too_short:
        case Reason::over_before_sent:
        case Reason::missed:
        case Reason::discarded:
        case Reason::discarded_by_timeout:
            return true;
        default:
            return false;
    }
}

}  // namespace

void Service::make_server() {
    AdminHooks admin;
    admin.unready = [this] { return unready(); };
    admin.metrics = [this](bool openmetrics) { return metrics_text(openmetrics); };
    admin.reload = [this] { return reload(); };
    admin_ = std::make_unique<Admin>(std::move(admin));
    incidents_api_ = std::make_unique<IncidentsApi>(incidents_hooks());
    access_ = std::make_unique<Access>(*clock_, log_, [this](std::function<void()> callback) {
        loop_->post(std::move(callback));
    });
    configure_users();

    ServerHooks hooks;
    hooks.on_header = [this](const RequestHead& head) { return judge_header(head); };
    hooks.on_request = [this](Exchange exchange) { answer(std::move(exchange)); };
    hooks.on_answered = [this](const Answered& answered) {
        const std::string_view target = answered.head.target;
        const std::string_view handler = Intake::owns(target)         ? "webhook"
                                         : IncidentsApi::owns(target) ? "api"
                                                                      : handler_of(target);
        metrics_.http_request(answered.listener, handler, answered.status, answered.took);
    };
    hooks.log = [this](std::string_view line) { log_.warn("net", "connection", {{"err", line}}); };
    server_ = std::make_unique<Server>(*loop_, std::move(hooks));
    certificates_ = std::make_unique<Certificates>(*loop_, *server_, metrics_, log_);
}

// A listener that has users goes on asking for them: a file that no longer names any may be meant
// for another address, which only a restart takes.
void Service::configure_users() {
    std::map<std::string, Users> by_listener;
    for (const ListenerConfig& listener : running_.listeners) {
        const auto fresh = snapshot_.users.find(listener.name);
        if (fresh != snapshot_.users.end()) by_listener.emplace(*fresh);
    }
    access_->configure(std::move(by_listener));
}

HeaderVerdict Service::judge_header(const RequestHead& head) {
    const auto& serves = snapshot_.serves.at(head.listener);
    const bool is_webhook = Intake::owns(head.target);
    if (!is_webhook && !IncidentsApi::owns(head.target)) {
        if (access_->asks(head.listener) && Admin::deed_of(serves, head.target))
            return Proceed{admin_body_max, {}};
        // No request to these needs a body: a path that is not there is 404 even with one.
        return admin_->answer(serves, HttpRequest{head.method, head.target, head.headers, {}});
    }
    if (!serves.contains(is_webhook ? "webhooks" : "api")) return problem(404, "no such path");
    if (!intake_) return not_now("starting", std::chrono::seconds(2));
    return is_webhook ? intake_->on_header(head) : incidents_api_->on_header(head);
}

void Service::answer(Exchange exchange) {
    const RequestHead& head = *exchange.head;
    if (Intake::owns(head.target)) return intake_->on_request(std::move(exchange));
    if (IncidentsApi::owns(head.target)) {
        return access_->admit(exchange, IncidentsApi::deed_of(head),
                              [this, exchange](const std::string& user) {
                                  incidents_api_->on_request(exchange, user);
                              });
    }
    const Deed deed = Admin::deed_of(snapshot_.serves.at(head.listener), head.target).value();
    access_->admit(exchange, deed, [this, exchange](const std::string& user) {
        const RequestHead& asked = *exchange.head;
        // A reload may have come while the password was judged.
        const auto& serves = snapshot_.serves.at(asked.listener);
        if (asked.method == "POST")
            log_.info("admin", "asked to act",
                      {{"path", asked.target}, {"by", user}, {"peer", asked.peer}});
        exchange.respond(
            admin_->answer(serves, HttpRequest{asked.method, asked.target, asked.headers, {}}));
    });
}

IntakeHooks Service::intake_hooks() {
    IntakeHooks hooks;
    hooks.stored = [this](Sequence sequence, SourceName source, WallTime at, Decoded said) {
        newest_ = std::max(newest_, sequence);
        dispatch_->offer(sequence, std::move(source), at, std::move(said));
    };
    hooks.ordered = [this](Sequence sequence, const WebhookId& id, Duration wait,
                           OrderAnswer respond) {
        orders_->answer_for(sequence, id, wait, std::move(respond));
    };
    hooks.system_now = [] { return system_time(); };
    hooks.store_took = [this](bool taken) { store_refuses_ = !taken; };
    hooks.refused = [this](const SourceName& source) { dispatch_->refused(source); };
    hooks.heard_again = [this](const SourceName& source, WallTime since) {
        dispatch_->heard_again(source, since);
    };
    hooks.refusal = [this]() -> std::string {
        if (draining_ || finished_) return "stopping";
        const std::uint64_t judged = dispatch_->board().cursor().value;
        if (newest_.value - std::min(judged, newest_.value) > backlog_max) return "too far behind";
        return "";
    };
    return hooks;
}

DispatchHooks Service::dispatch_hooks() {
    DispatchHooks hooks;
    hooks.incidents_changed = [this](const std::vector<Incident>& changed) {
        pages_->take(changed);
    };
    hooks.oldest_under_way = [this] { return intake_->oldest_under_way(); };
    hooks.acted = [this](Sequence sequence, Reason outcome) { acted(sequence, outcome); };
    hooks.ordered = [this](Sequence sequence, const SourceName& source,
                           const OrderOutcome& outcome) { ordered(sequence, source, outcome); };
    hooks.lost = [this](Sequence sequence) { orders_->lost(sequence); };
    hooks.problem = [this](const std::string& problem) {
        log_.error("dispatch", "problem", {{"err", problem}});
    };
    hooks.judge.deduplicated = [this](const SourceName& source, std::size_t count) {
        metrics_.alert_deduplicated(source, count);
    };
    hooks.judge.unroutable = [this](Reason reason) { metrics_.alert_unroutable(reason); };
    hooks.judge.rule_matched = [this](const RuleName& rule) { metrics_.rule_matched(rule); };
    hooks.judge.text_problem = [this](const RuleName& rule, TextProblem problem) {
        metrics_.template_problem(rule, to_string(problem));
    };
    hooks.judge.step = [this](const Incident& incident, Reason reason) {
        if (comes_before_the_public(incident, reason))
            metrics_.incident_opened(incident.page, incident.rule);
        if (is_kept_from_the_public(reason)) metrics_.rule_suppressed(incident.rule, reason);
        log_.info("dispatch", "incident",
                  {{"reason", to_string(reason)},
                   {"incident", incident.id},
                   {"rule", incident.rule},
                   {"page", incident.page},
                   {"phase", to_string(incident.phase)},
                   {"standing", to_string(incident.standing)},
                   {"severity", incident.severity}});
    };
    return hooks;
}

void Service::request_turn() {
    if (turn_requested_ || finished_) return;
    turn_requested_ = true;
    loop_->post([this] {
        turn_requested_ = false;
        turn();
    });
}

void Service::turn() {
    if (finished_ || !dispatch_) return;
    say_how_far_the_clock_is();
    dispatch_->pump();
    inquiries_->pump();
    pages_->pump();
    orders_->look();
    finish_if_drained();
    arm_timer();
}

void Service::arm_timer() {
    if (finished_) return;
    auto next = dispatch_->next_due();
    for (const auto& due : {pages_->next_due(), inquiries_->next_due()}) {
        if (due && (!next || *due < *next)) next = due;
    }
    if (!next) {
        due_timer_.cancel();
        return;
    }
    // A due time that was just reached and moved nothing must not keep the loop spinning.
    const Duration wait = std::max(*next - clock_->wall(), Duration(std::chrono::milliseconds(1)));
    due_timer_ = loop_->after(wait, [this] { turn(); });
}

bool Service::nothing_left_to_send() const {
    const auto due = pages_->next_due();
    return !due || *due > drain_until_;
}

std::string Service::unready() {
    if (store_failed_) return "store";
    if (draining_ || finished_) return "draining";
    if (!serving_) return "starting";
    if (!store_refuses_) return "";
    probe_store();
    return "store";
}

// Whoever is not ready is sent nothing: without a write of our own we would never hear that the
// disk has room again.
void Service::probe_store() {
    if (store_probed_) return;
    store_probed_ = true;
    Changes alive;
    alive.alive_at = clock_->wall();
    store_->commit(std::move(alive), [this](const Result<void>& written) {
        store_probed_ = false;
        if (written) store_refuses_ = false;
    });
}

// At a start the record may hold times that system time has not reached; later somebody may set it.
void Service::say_how_far_the_clock_is() {
    const Duration ahead = clock_->ahead_of_system();
    if (!clock_distance_.is_news(ahead)) return;
    log_.warn("daemon", "the clock of due times is not at system time, and does not follow it",
              {{"ahead_s", std::chrono::duration_cast<std::chrono::seconds>(ahead).count()}});
}

std::string Service::metrics_text(bool openmetrics) {
    if (clock_) metrics_.set_clock_ahead(clock_->ahead_of_system());
    for (const ListenerOptions& listener : snapshot_.listeners) {
        metrics_.set_http_connections(listener.name, server_->connections(listener.name));
    }
    if (dispatch_) {
        const Board& board = dispatch_->board();
        metrics_.set_alerts({.firing = board.firing() - board.missing(),
                             .missing = board.missing(),
                             .resolved = board.size() - board.firing()});
        std::map<std::pair<PageName, Phase>, std::size_t> phases;
        for (const auto& [page, config] : snapshot_.config.pages) {
            for (const Phase phase :
                 {Phase::pending, Phase::open, Phase::monitoring, Phase::resolved}) {
                phases[{page, phase}] = 0;
            }
        }
        std::map<PageName, std::size_t> asked;
        for (const auto& [page, config] : snapshot_.config.pages) asked[page] = 0;
        for (const auto& [id, incident] : board.incidents()) {
            ++phases[{incident.page, incident.phase}];
            if (incident.proposal) ++asked[incident.page];
        }
        for (const auto& [page, count] : asked) metrics_.set_approvals_pending(page, count);
        for (const auto& [key, count] : phases)
            metrics_.set_incidents(key.first, key.second, count);
        pages_->refresh_metrics();
    }
    return openmetrics ? metrics_.openmetrics_text() : metrics_.prometheus_text();
}

ReloadAnswer Service::reload() {
    if (!serving_ || draining_) return {false, "not while starting or stopping"};
    notify_reloading();
    LoadedSnapshot loaded = load_snapshot(main_file_);
    std::string report = format_diagnostics(loaded.diagnostics, loaded.files, "text");
    if (!loaded.snapshot) return refuse_reload(report);
    if (const auto put = put_over(flags_, *loaded.snapshot); !put)
        return refuse_reload(report + put.error().message + "\n");
    if (const std::string exposed = newly_exposed(loaded.snapshot->config); !exposed.empty())
        return refuse_reload(report + exposed);
    if (const std::string missed = newly_left_behind(loaded.snapshot->config); !missed.empty())
        return refuse_reload(report + missed);
    auto pages = pages_->check(*loaded.snapshot);
    if (!pages) return refuse_reload(report + pages.error().message + "\n");
    auto inquiries = inquiries_->check(loaded.snapshot->config);
    if (!inquiries) return refuse_reload(report + inquiries.error().message + "\n");
    for (const std::string& sentence : what_needs_restart(running_, loaded.snapshot->config))
        log_.warn("daemon", sentence);
    certificates_->renew(loaded.snapshot->config.listeners);
    // Listeners stay as they are; what they serve is looked up by name.
    loaded.snapshot->listeners = snapshot_.listeners;
    loaded.snapshot->serves = snapshot_.serves;
    for (const auto& [listener, users] : snapshot_.users)
        loaded.snapshot->users.try_emplace(listener, users);
    snapshot_ = std::move(*loaded.snapshot);
    configure_users();
    dispatch_->reload(dispatch_config_of(snapshot_.config));
    intake_->configure(snapshot_.sources);
    pages_->reload(std::move(pages).value());
    inquiries_->configure(std::move(inquiries).value());
    if (const auto level = log_level_from(snapshot_.config.log.level)) log_.set_level(*level);
    metrics_.config_loaded(system_time());
    metrics_.set_rules(snapshot_.config.rules_by_file);
    log_.info("daemon", "configuration reloaded",
              {{"rules", snapshot_.config.rules.rules().size()}});
    notify_ready();
    request_turn();
    return {true, report};
}

ReloadAnswer Service::refuse_reload(const std::string& report) {
    metrics_.config_refused();
    log_.error("daemon", "reload refused, the configuration in force stays unchanged",
               {{"err", report}});
    notify_ready();
    return {false, report};
}

std::vector<std::string> Service::left_behind_by(const Config& config) const {
    return left_behind(config, dispatch_->board().incidents(), dispatch_->held_by_source());
}

// Listeners stay where they are, whatever the files say now: what counts is where they listen.
std::string Service::newly_exposed(const Config& fresh) const {
    for (const ListenerConfig& listener : running_.listeners) {
        if (is_loopback_host(server_->bound_address(listener.name).host)) continue;
        const std::string exposed = exposed_by(listener, fresh.sources);
        if (!exposed.empty()) return "[listener." + listener.name + "]: " + exposed + "\n";
    }
    return {};
}

// What a start has left behind already is no reason to refuse the rest.
std::string Service::newly_left_behind(const Config& fresh) const {
    const std::vector<std::string> before = left_behind_by(snapshot_.config);
    std::string lines;
    for (const std::string& sentence : left_behind_by(fresh)) {
        if (std::find(before.begin(), before.end(), sentence) == before.end())
            lines += sentence + "\n";
    }
    return lines;
}

}  // namespace tocsin
