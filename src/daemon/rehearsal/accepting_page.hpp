// AcceptingPage: a status page that takes everything at once, for rehearsals.
//
// It remembers what was written, so that delivery, which looks before it touches, finds on it what
// it left there; a scheduled maintenance begins and ends by itself as it was asked to.  It never
// fails, forgets, refuses or makes anybody wait, and nobody else works on it: what a page does on
// its bad days is the emulator's part (tests/emulator), not a rule file's.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "base/transport.hpp"
#include "config/config.hpp"
#include "daemon/rehearsal/virtual_time.hpp"

namespace tocsin {

class AcceptingPage final : public Transport {
public:
    // Called when a call is about to have its effect.
    struct Hooks {
        std::function<void()> incident_written;
        std::function<void(const ComponentId&, ComponentStatus)> component_written;
    };

    // Its components are those of `page`, all operational.  `clock` and `timetable` outlive it.
    AcceptingPage(const PageConfig& page, const Clock& clock, Timetable& timetable, Hooks hooks);

    // Answers from the timetable, at the time that it is now.
    void exchange(HttpRequest request, Duration timeout, Done done) override;

private:
    HttpResponse answer(const HttpRequest& request);
    HttpResponse read(const std::vector<std::string_view>& path, std::string_view query);
    HttpResponse write_incident(const HttpRequest& request, std::string_view id);
    HttpResponse write_component(const HttpRequest& request, const ComponentId& id);
    void put_fields(boost::json::object& incident, const boost::json::object& fields);
    void put_components(boost::json::object& incident, const boost::json::object& fields);
    void add_update(boost::json::object& incident, const boost::json::object& fields);
    void let_maintenances_go_on();
    std::string now() const;

    const PageId id_;
    const Clock& clock_;
    Timetable& timetable_;
    Hooks hooks_;
    std::map<ComponentId, boost::json::object> components_;
    std::vector<boost::json::object> incidents_;  // The newest last; an id is a place in it.
    std::size_t updates_ = 0;
};

}  // namespace tocsin
