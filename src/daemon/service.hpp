// Service: the daemon at work.  Wires the three lines, turns them, and ends them in order.
//
// The one place that knows everybody.  It decides nothing: it hands what one room says to the
// next, keeps the timer for the earliest due time, swaps snapshots, and on the way out stops in
// the order that loses nothing (asio.md rule 15): no new webhooks, what is due is sent within
// `[shutdown] drain`, then the store.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "admin/access.hpp"
#include "admin/admin.hpp"
#include "admin/incidents_api.hpp"
#include "daemon/certificates.hpp"
#include "daemon/fixed_settings.hpp"
#include "daemon/flags.hpp"
#include "daemon/heartbeat.hpp"
#include "daemon/housekeeping.hpp"
#include "daemon/inquiries.hpp"
#include "daemon/orders.hpp"
#include "daemon/pages.hpp"
#include "daemon/real_clock.hpp"
#include "daemon/snapshot.hpp"
#include "dispatch/dispatch.hpp"
#include "intake/intake.hpp"
#include "net/loop.hpp"
#include "net/server.hpp"
#include "store/sqlite_store.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace tocsin {

class Service {
public:
    // `main_file` is read again by reloads, and `flags` put over it.  `log` and `metrics` must
    // outlive it.
    Service(std::string main_file, Flags flags, Log& log, Metrics& metrics);
    ~Service();

    // Runs until it is told to stop; the exit code of the process: 0 after a graceful stop, 1 if a
    // listener or a page's client cannot be opened, 75 if the store cannot be used or failed.
    // `snapshot` has the flags over it.
    int run(Snapshot snapshot);

private:
    // service.cpp: life.
    Result<void> open_store(const Snapshot& snapshot);
    std::unique_ptr<Heartbeat> make_heartbeat();
    void load_record();
    void start_lines(Ledger ledger, const std::vector<SeenSignature>& seen);
    Result<void> start_inquiries();
    Outside outside();
    Result<void> listen();
    void on_signal(int signal);
    void begin_stop();
    void finish_if_drained();
    void finish(int code);

    // service_lines.cpp: work.
    void make_server();
    HeaderVerdict judge_header(const RequestHead& head);
    void answer(Exchange exchange);
    void configure_users();
    void request_turn();
    void turn();
    void arm_timer();
    ReloadAnswer reload();
    std::vector<std::string> left_behind_by(const Config& config) const;
    std::string newly_left_behind(const Config& fresh) const;
    std::string newly_exposed(const Config& fresh) const;
    ReloadAnswer refuse_reload(const std::string& report);
    // service_incidents.cpp: what the API is told and does.
    IncidentsApiHooks incidents_hooks();
    std::vector<IncidentView> incident_views() const;
    IncidentDetail detail_of(const IncidentId& id) const;
    void record_act(OperatorAct act, Done<Reason> done);
    void acted(Sequence sequence, Reason outcome);
    std::optional<OrderProgress> progress_of(const IncidentId& id) const;
    void ordered(Sequence sequence, const SourceName& source, const OrderOutcome& outcome);

    DispatchHooks dispatch_hooks();
    IntakeHooks intake_hooks();
    std::string unready();
    void probe_store();
    void say_how_far_the_clock_is();
    std::string metrics_text(bool openmetrics);
    bool nothing_left_to_send() const;

    std::string main_file_;
    Flags flags_;
    Log& log_;
    Metrics& metrics_;
    Snapshot snapshot_;
    FixedSettings running_;
    std::unique_ptr<Loop> loop_;
    std::unique_ptr<SqliteStore> store_;
    std::unique_ptr<RealClock> clock_;
    std::unique_ptr<Heartbeat> heartbeat_;
    std::unique_ptr<Housekeeping> housekeeping_;
    ClockDistance clock_distance_;
    std::unique_ptr<Pages> pages_;
    std::unique_ptr<Dispatch> dispatch_;
    std::unique_ptr<Inquiries> inquiries_;
    std::unique_ptr<Intake> intake_;
    std::unique_ptr<Admin> admin_;
    std::unique_ptr<IncidentsApi> incidents_api_;
    std::unique_ptr<Access> access_;
    std::map<Sequence, Done<Reason>> acts_;  // Recorded, and not judged yet.
    std::unique_ptr<Orders> orders_;
    std::unique_ptr<Server> server_;
    std::unique_ptr<Certificates> certificates_;
    Timer due_timer_;
    Timer drain_timer_;
    WallTime drain_until_{};
    Sequence newest_;  // Of the sequence, as far as this process knows.
    bool turn_requested_ = false;
    bool serving_ = false;
    bool draining_ = false;
    bool drained_ = false;  // No connection is left.
    bool finished_ = false;
    bool store_failed_ = false;
    bool store_refuses_ = false;  // The last write failed; the next may not.
    bool store_probed_ = false;   // An answer to a probe is due.
    int exit_code_ = 0;
};

}  // namespace tocsin
