#include "tests/emulator/journal.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "tests/emulator/routes.hpp"

namespace tocsin {

namespace json = boost::json;

namespace {

json::array list_of(const std::vector<std::string>& texts) {
    json::array list;
    for (const std::string& text : texts) list.push_back(json::string(text));
    return list;
}

json::object show_record(const RequestRecord& record) {
    json::object shown{
        {"number", record.number},       {"at", format_rfc3339(record.at)},
        {"key", record.key_name},        {"method", record.method},
        {"target", record.target},       {"body", record.body},
        {"status", record.status},       {"fault", json::string(word_of_fault(record.fault))},
        {"answered", record.answered},   {"applied", record.applied},
        {"notes", list_of(record.notes)}};
    if (record.landed_at) shown["landed_at"] = format_rfc3339(*record.landed_at);
    return shown;
}

json::object show_notification(const SentNotification& sent) {
    return {
        {"at", format_rfc3339(sent.at)},
        {"page_id", sent.page_id},
        {"incident_id", sent.incident_id},
        {"update_id", sent.update_id.empty() ? json::value(nullptr) : json::value(sent.update_id)},
        {"status", sent.status},
        {"component_ids", list_of(sent.component_ids)},
        {"episode", sent.episode},
        {"by", sent.by}};
}

}  // namespace

std::uint64_t RequestJournal::open(WallTime at, std::string key_name, const HttpRequest& request,
                                   std::uint64_t entries_max) {
    Minute& minute = minutes_[key_name];
    minute.recent.push_back(at);
    while (minute.recent.front() + std::chrono::seconds(60) <= at) minute.recent.pop_front();
    minute.busiest = std::max<std::uint64_t>(minute.busiest, minute.recent.size());

    RequestRecord record;
    record.number = ++count_;
    record.at = at;
    record.key_name = std::move(key_name);
    record.method = request.method;
    record.target = target_without_key(request.target);
    record.body = request.body;
    requests_.push_back(std::move(record));
    while (requests_.size() > std::max<std::uint64_t>(entries_max, 1)) {
        requests_.pop_front();
        ++forgotten_;
    }
    return count_;
}

void RequestJournal::close(std::uint64_t number, unsigned status, Fault fault, bool applied,
                           std::vector<std::string> notes) {
    // A reset may have come between arrival and answer; then this is not a request of ours.
    if (number > count_) return;
    ++by_status_[status];
    if (applied) ++applied_;
    if (number <= forgotten_) return;
    RequestRecord& record = requests_[number - forgotten_ - 1];
    record.status = status;
    record.fault = fault;
    record.answered = true;
    record.applied = applied;
    record.notes = std::move(notes);
}

void RequestJournal::land(std::uint64_t number, WallTime at, bool applied,
                          std::vector<std::string> notes) {
    if (applied) ++applied_;
    if (number <= forgotten_) return;
    RequestRecord& record = requests_[number - forgotten_ - 1];
    record.landed_at = at;
    record.applied = applied;
    record.notes = std::move(notes);
}

void RequestJournal::notify(SentNotification notification) {
    notifications_.push_back(std::move(notification));
}

std::uint64_t RequestJournal::status_count(unsigned status) const {
    const auto found = by_status_.find(status);
    return found == by_status_.end() ? 0 : found->second;
}

std::map<std::string, std::uint64_t> RequestJournal::busiest_minutes() const {
    std::map<std::string, std::uint64_t> busiest;
    for (const auto& [key_name, minute] : minutes_) busiest[key_name] = minute.busiest;
    return busiest;
}

json::object RequestJournal::counters_as_json() const {
    json::object by_status;
    for (const auto& [status, count] : by_status_) by_status[std::to_string(status)] = count;
    return {{"requests", count_},
            {"applied", applied_},
            {"notifications", notifications_.size()},
            {"by_status", std::move(by_status)}};
}

json::object RequestJournal::as_json() const {
    json::array list;
    for (const RequestRecord& record : requests_) list.push_back(show_record(record));
    return {
        {"requests", std::move(list)}, {"forgotten", forgotten_}, {"counters", counters_as_json()}};
}

json::object RequestJournal::notifications_as_json() const {
    json::array list;
    for (const SentNotification& sent : notifications_) list.push_back(show_notification(sent));
    return {{"notifications", std::move(list)}};
}

}  // namespace tocsin
