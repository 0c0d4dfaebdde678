// RequestJournal: what was asked of the page, and what its subscribers would have been sent
// (behaviour 36).
//
// The journal never holds a key, only its name, and is bounded; the counts are not affected by
// what it forgets.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/http.hpp"
#include "base/time.hpp"
#include "tests/emulator/faults.hpp"

namespace tocsin {

struct RequestRecord {
    std::uint64_t number = 0;  // From 1, in the order of arrival.
    WallTime at;
    std::string key_name;  // Empty: no valid key.
    std::string method;
    std::string target;  // Without the value of api_key.
    std::string body;
    unsigned status = 0;  // As sent; 0: none was.
    Fault fault = Fault::none;
    bool answered = false;              // False while it is still being dealt with.
    bool applied = false;               // It was a call that writes, and was carried out.
    std::optional<WallTime> landed_at;  // When it had its effect, if that was after the answer.
    std::vector<std::string> notes;     // What was accepted with a frown: ignored fields, a reopen.
};

struct SentNotification {
    WallTime at;
    std::string page_id;
    std::string incident_id;
    std::string update_id;  // Empty: an incident was created without an update.
    std::string status;
    std::vector<std::string> component_ids;  // Whose subscribers it would have gone to.
    std::string episode;                     // "key/gen" of the marker; empty: not marked.
    std::string by;                          // Whose doing it was, as ApiTurn::by.

    bool operator==(const SentNotification&) const = default;
};

// An incident that went backwards: "resolved" to "monitoring", "monitoring" to "identified".
struct StepBack {
    WallTime at;
    std::string page_id;
    std::string incident_id;
    std::string episode;
    std::string by;  // As ApiTurn::by.
    std::string from;
    std::string to;

    bool operator==(const StepBack&) const = default;
};

class RequestJournal {
public:
    // The number under which the request is kept.
    std::uint64_t open(WallTime at, std::string key_name, const HttpRequest& request,
                       std::uint64_t entries_max);
    void close(std::uint64_t number, unsigned status, Fault fault, bool applied,
               std::vector<std::string> notes);
    // A request that was answered without effect has it now.
    void land(std::uint64_t number, WallTime at, bool applied, std::vector<std::string> notes);
    void notify(SentNotification notification);
    void step_back(StepBack step) { steps_back_.push_back(std::move(step)); }
    // A call that wrote an incident was carried out.
    void count_call(const std::string& incident_id) { ++calls_[incident_id]; }
    // … and made it; `episode` is "key/gen".
    void count_create(const std::string& episode) { ++creates_[episode]; }

    const std::deque<RequestRecord>& requests() const { return requests_; }
    const std::deque<SentNotification>& notifications() const { return notifications_; }
    const std::vector<StepBack>& steps_back() const { return steps_back_; }
    // By the incident's id, deleted ones too; and by episode.
    const std::map<std::string, std::uint64_t>& calls() const { return calls_; }
    const std::map<std::string, std::uint64_t>& creates() const { return creates_; }

    std::uint64_t request_count() const { return count_; }
    std::uint64_t applied_count() const { return applied_; }
    std::uint64_t status_count(unsigned status) const;

    // For each key by its name: the most requests within any 60 s, rejected ones included.
    std::map<std::string, std::uint64_t> busiest_minutes() const;

    boost::json::object counters_as_json() const;
    boost::json::object as_json() const;
    boost::json::object notifications_as_json() const;

private:
    struct Minute {
        std::deque<WallTime> recent;
        std::uint64_t busiest = 0;
    };

    std::deque<RequestRecord> requests_;
    std::deque<SentNotification> notifications_;
    std::vector<StepBack> steps_back_;
    std::map<std::string, std::uint64_t> calls_;
    std::map<std::string, std::uint64_t> creates_;
    std::map<std::string, Minute> minutes_;
    std::map<unsigned, std::uint64_t> by_status_;
    std::uint64_t count_ = 0;
    std::uint64_t applied_ = 0;
    std::uint64_t forgotten_ = 0;
};

}  // namespace tocsin
