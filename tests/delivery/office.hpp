// Office: delivery at work for many incidents, with a page, a record and people beside it.
//
// Virtual time, the in-memory store and the emulator's model; every exchange takes 100 ms.  What
// must hold of every single request is looked at when it leaves, in every test:
//
//   - its slot of the rate budget is durable, and no other request is under way;
//   - a write of an incident stands in the record as the intent that was sent, byte for byte;
//   - a write rests on a reading of the page that began at most 30 s ago;
//   - a write of an incident says whether subscribers are notified.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/rehearsal/virtual_time.hpp"
#include "delivery/delivery.hpp"
#include "store/memory_store.hpp"
#include "tests/emulator/model.hpp"

namespace tocsin {

inline const ComponentId api("api000000001");
inline const ComponentId web("web000000001");

// The first request of that method and path ("*" is any run of characters) is answered so, without
// an effect unless `after_apply`.
inline FaultRule answering(std::string method, std::string path, unsigned status,
                           std::optional<std::string> retry_after = std::nullopt,
                           bool after_apply = false) {
    FaultRule rule;
    rule.method = std::move(method);
    rule.path = std::move(path);
    rule.status = status;
    rule.retry_after = std::move(retry_after);
    rule.after_apply = after_apply;
    return rule;
}

// … is not answered at all.
inline FaultRule losing(std::string method, std::string path, Fault fault) {
    FaultRule rule;
    rule.method = std::move(method);
    rule.path = std::move(path);
    rule.fault = fault;
    return rule;
}

class Office final : public Transport {
public:
    // A request as it left.
    struct Asked {
        WallTime at;
        HttpRequest request;
        bool is_write() const { return request.method != "GET"; }
        // The value at a JSON pointer of its body, a string without its quotes; "(absent)".
        std::string at_body(const char* pointer) const;
    };
    struct Step {
        Reason reason;
        std::optional<IncidentId> incident;
        std::string detail;
    };
    // What is answered instead of asking the model; nothing: the model is asked.
    using Twist = std::function<std::optional<Result<HttpResponse>>(const HttpRequest&)>;

    explicit Office(ModelOptions model = {});

    void exchange(HttpRequest request, Duration timeout, Done done) override;

    // Delivery begins with what is durable; `options` may have been changed before.
    void start();
    // The process dies, and another one starts after so long.
    void restart(Duration down);

    // An incident of the page "main" as dispatch would have opened it; not on record yet.
    static Incident open_incident(int number, ComponentStates claims = {});
    // Dispatch's own commit, and delivery hears of it.  Does no work.
    void record(const Incident& incident);
    // A new text, and its status; a final one says that nothing fires any more.
    void say(Incident& incident, IncidentStatus status, std::string body);
    // Nothing is to be said of it any more, and it claims nothing; not on record yet.
    static void fall_quiet(Incident& incident);
    // Open, first text, delivered.
    Incident delivered(int number, ComponentStates claims = {});

    // Everything that is due until so long from now.
    void work(Duration span);
    // Until `enough` holds; fails the test if it does not within an hour.
    void work_until(const std::function<bool()>& enough);

    // A request of a person to the page, with a key of their own.  `path` is below the page.
    HttpResponse person(std::string method, const std::string& path, std::string body = "");

    std::vector<Asked> writes() const;
    std::size_t said(Reason reason) const;
    // The incident that bears this one's marker; the test fails if there is not exactly one.
    const EmulatedIncident& shown(const Incident& incident) const;
    std::size_t shown_count() const { return page.incidents("page00000001").size(); }
    std::string status_of(const ComponentId& component) const;
    const DeliveryRecord& row(const Incident& incident) const {
        return store.ledger().deliveries.at(incident.id);
    }
    std::string_view word_of(const Incident& incident) const { return delivery->word_of(incident); }

    VirtualClock clock;
    MemoryStore store;
    StatuspageModel page;
    DeliveryOptions options;
    Deliveries deliveries;
    std::optional<Delivery> delivery;

    bool is_unreachable = false;    // No byte of any request leaves.
    bool is_store_held = false;     // Nothing becomes durable.
    bool is_answer_held = false;    // The page does not answer for now.
    bool is_out_of_memory = false;  // When the next answer comes.
    bool may_write_bare = false;    // Strays are ended without an intent.
    Twist twist;

    std::vector<Asked> asked;
    std::vector<Step> steps;
    std::vector<std::string> gave_up;
    std::vector<std::string> problems;
    std::vector<Finding> found;
    std::vector<std::string> drifted;
    std::vector<Attempt> attempts;

private:
    DeliveryHooks hooks();
    bool step(WallTime until);
    Result<HttpResponse> answer_to(const HttpRequest& request);
    void answer();
    void inspect(const HttpRequest& request);

    std::optional<std::pair<HttpRequest, Done>> under_way_;
    std::map<std::string, WallTime> read_at_;  // By page.
};

}  // namespace tocsin
