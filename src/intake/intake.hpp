// Intake: line one.  A request becomes a durable entry of the sequence, and only then is answered.
//
//   header -> source known? method? authentic? within its rate? able to store? -> body
//          -> [signed? within its rate? able to store? seen before?] -> decode
//          -> append (durable) -> 200
//
// A webhook that is not accepted is unauthenticated (401), rejected (another 4xx: it will never be
// right; 400 and 422 are kept) or refused (503: not now).
//
// It judges nothing about incidents.  What a sender must not be told it is not told: every failure
// to authenticate is the same 401.  What cannot be stored is 503, so that the sender keeps it;
// never 429, never 3xx, never 2xx before the commit (contract.md section 4.1).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "decode/decode.hpp"
#include "intake/authenticate.hpp"
#include "intake/rate_gate.hpp"
#include "intake/replays.hpp"
#include "net/failure_gate.hpp"
#include "net/server.hpp"
#include "store/store.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace tocsin {

struct IntakeSource {
    Credentials credentials;
    bool unauthenticated = false;  // auth = "none"
    DecodeOptions decode;
    std::uint64_t body_bytes_max = 16U << 20;
    RateGateLimit rate_limit;
    bool expected = false;                    // It has expect_every.
    Duration wait{};                          // Of kind statuspage: for the page's answer.
    std::vector<std::string> headers_kept{};  // Fields of the header that decode needs again.
};

// Answers who ordered an incident.
using OrderAnswer = std::function<void(HttpResponse)>;

struct IntakeHooks {
    // A webhook is durable; in the order of sequences.
    std::function<void(Sequence, SourceName, WallTime, Decoded)> stored;
    // An order is durable, and stored() was told.  Whoever hears it answers it, within `wait` if
    // that can be.
    std::function<void(Sequence, const WebhookId&, Duration wait, OrderAnswer)> ordered;
    // A source got 503: it wanted to say something, and nobody knows what.
    std::function<void(const SourceName&)> refused;
    // A source got 503 since then and is heard again.
    std::function<void(const SourceName&, WallTime since)> heard_again;
    // Whether the store took the webhook that it was given.  May be empty.
    std::function<void(bool taken)> store_took;
    // System time, by which those who sign go; the clock of due times may be ahead of it.
    std::function<WallTime()> system_now;
    // Why nothing can be taken now ("starting", "draining", …); empty if it can.
    std::function<std::string()> refusal;
};

class Intake {
public:
    // All must outlive it.  Everything happens on the loop's thread.
    Intake(Store& store, const Clock& clock, Metrics& metrics, Log& log, IntakeHooks hooks,
           Rng rng);

    // Signatures that the store knows; before the first request.
    void restore(const std::vector<SeenSignature>& seen) { replays_.restore(seen); }

    // The sources from now on; requests that are past their header keep the old ones.
    void configure(std::map<SourceName, IntakeSource> sources);

    // Whether the path is ours: /webhooks/…
    static bool owns(std::string_view target);

    // When the oldest webhook was received that the store has not answered for.
    std::optional<WallTime> oldest_under_way() const;

    HeaderVerdict on_header(const RequestHead& head);
    void on_request(Exchange exchange);

private:
    struct Source {
        SourceName name;
        IntakeSource config;
        RateGate gate;
        std::optional<WallTime> refused_since;
    };
    struct Ticket {  // Between header and body.
        std::shared_ptr<Source> source;
        std::string target;      // Without a token.
        bool is_signed = false;  // If it is authentic, then by its signature.
    };

    HeaderVerdict judge_source(const std::shared_ptr<Source>& source, const RequestHead& head,
                               std::string_view token, const std::optional<PageId>& page);
    Rebuff turn_away(Source& source, const std::string& peer);
    std::optional<HttpResponse> refusal_now(Source& source);
    bool answer_replay(const std::shared_ptr<Source>& source, const ReplayMark& mark,
                       const Webhook& replay, const Responder& respond);
    void take(const std::shared_ptr<Source>& source, Webhook webhook, const Responder& respond);
    HttpResponse refuse(Source& source, std::string_view why, Duration retry_after);
    void reject(const Source& rejected, Webhook webhook, unsigned code, const std::string& reason,
                const Responder& respond);
    void answer(Source& source, const Responder& respond, HttpResponse response);
    void say_what_was_left_out(const SourceName& source, const WebhookId& id,
                               const AlertGroup& group);
    void note_accepted(Source& source, WallTime received_at);
    void accept(const std::shared_ptr<Source>& source, const WebhookId& id, WallTime received_at,
                AlertGroup group, Sequence sequence, const Responder& respond);
    void accept(const std::shared_ptr<Source>& source, const WebhookId& id, WallTime received_at,
                CreateOrder order, Sequence sequence, const Responder& respond);

    Store& store_;
    const Clock& clock_;
    Metrics& metrics_;
    Log& log_;
    IntakeHooks hooks_;
    Rng rng_;
    std::map<SourceName, std::shared_ptr<Source>> sources_;
    Replays replays_;
    FailureGate failures_;
    std::multiset<WallTime> under_way_;  // When they were received.
};

}  // namespace tocsin
