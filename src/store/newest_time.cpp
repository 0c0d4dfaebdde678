#include "store/newest_time.hpp"

#include <algorithm>

namespace tocsin {
namespace {

class Newest {
public:
    void see(WallTime time) { newest_ = newest_ ? std::max(*newest_, time) : time; }
    void see(const std::optional<WallTime>& time) {
        if (time) see(*time);
    }
    void see(const DeliveryRecord& row) {
        if (row.intent) {
            see(row.intent->prepared_at);
            see(row.intent->sent_at);
            see(row.intent->looked_at);
        }
        if (row.dead_letter) see(row.dead_letter->at);
        see(row.failing_since);
    }

    std::optional<WallTime> value() const { return newest_; }

private:
    std::optional<WallTime> newest_;
};

}  // namespace

std::optional<WallTime> newest_time(const Changes& changes) {
    Newest newest;
    newest.see(changes.alive_at);
    for (const AlertRecord& row : changes.alerts) newest.see(row.received_at);
    for (const Incident& row : changes.incidents) newest.see(row.updated_at);
    for (const DeliveryRecord& row : changes.deliveries) newest.see(row);
    for (const BucketRecord& row : changes.buckets) {
        for (const WallTime begun : row.begun) newest.see(begun);
    }
    for (const TokenBucket& row : changes.tokens) newest.see(row.filled_at);
    return newest.value();
}

}  // namespace tocsin
