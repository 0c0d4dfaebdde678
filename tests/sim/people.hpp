// People: the page's own staff, who do on it what they like while tocsin works on it.
//
// They close, delete, rename and comment our incidents, move them forward, set components and open
// incidents of their own.  They use another key, never notify and never fail; what they did is
// kept, for the promises to hold tocsin to (promises_people.cpp).
//
// Refused: what only a mad colleague does, such as opening what was resolved.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "base/rng.hpp"
#include "tests/emulator/model.hpp"

namespace tocsin {

inline constexpr std::string_view sim_people_key = "key-of-people";

// What people did to one incident of ours.
struct PeopleMark {
    std::string generation;
    std::optional<WallTime> closed_at;
    std::optional<WallTime> deleted_at;
    std::optional<WallTime> renamed_at;
    std::string name;  // With renamed_at.
    std::optional<WallTime> moved_at;
    std::string status;  // With moved_at.
    std::vector<std::string> posts;
};

class People {
public:
    // Which of their acts this seed has is drawn from `rng` too.
    People(Rng rng, StatuspageModel& page, std::function<void(const std::string&)> tell);

    // Perhaps somebody does something.
    void act(WallTime now);

    // They go home: what they opened themselves is resolved, and they do nothing more.
    void leave(WallTime now);

    // By the incident's id.
    const std::map<std::string, PeopleMark>& marks() const { return marks_; }
    bool closed_or_deleted(std::string_view generation) const;
    bool deleted(std::string_view generation) const;
    bool deleted_any() const;
    // Components whose status they ever set.
    const std::set<std::string>& components() const { return components_; }
    static bool wrote(std::string_view body) { return body.starts_with("People: "); }

private:
    const EmulatedIncident* any_of_ours(bool also_over);
    void ask(std::string_view method, const std::string& below, const boost::json::object& body,
             WallTime now);
    void close(WallTime now);
    void remove(WallTime now);
    void rename(WallTime now);
    void post(WallTime now);
    void move_on(WallTime now);
    void set_component(WallTime now);
    void open_or_close_own(WallTime now);
    PeopleMark& mark(const EmulatedIncident& incident);

    Rng rng_;
    StatuspageModel& page_;
    std::function<void(const std::string&)> tell_;
    bool edit_ = false, delete_ = false;
    std::size_t count_ = 0;
    std::map<std::string, PeopleMark> marks_;
    std::set<std::string> components_;
};

}  // namespace tocsin
