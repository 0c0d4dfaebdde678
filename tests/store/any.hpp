// any: rows with random contents, for tests that must hold for all of them.
//
// Texts are nasty on purpose (quotes, controls, NUL, broken UTF-8), numbers reach their limits.
// Filler is one more archive of store/describe.hpp, so a field that is stored is also filled.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "domain/changes.hpp"
#include "domain/webhook.hpp"

namespace tocsin::any {

std::string text(Rng& rng);
WallTime time(Rng& rng);
Labels labels(Rng& rng);

Webhook webhook(Rng& rng);
Finding finding(Rng& rng);
OperatorAct act(Rng& rng);
RejectedWebhook rejected(Rng& rng);

AlertRecord alert(Rng& rng);
Incident incident(Rng& rng);
DeliveryRecord delivery(Rng& rng);
PageRecord page(Rng& rng);
BucketRecord bucket(Rng& rng);
TokenBucket tokens(Rng& rng);
OpeningRecord opening(Rng& rng);
TimelineRow timeline_row(Rng& rng);
RuleText rule(Rng& rng);

// Changes as dispatch and delivery make them: few names that come again and again, members and
// deliveries only of incidents that are not closed, a closed incident never again.
class History {
public:
    explicit History(Rng& rng) : rng_(rng) {}
    Changes next();

private:
    void change_incidents(Changes& changes);
    void change_members(Changes& changes);

    Rng& rng_;
    std::vector<Incident> open_;
    std::vector<AlertId> alerts_;  // Some of them are members and never forgotten.
    std::vector<AlertId> loners_;
    Sequence cursor_;
};

}  // namespace tocsin::any
