// PageView: what was last read of a page, and how it is read.
//
// Nothing is changed on a page that was not looked at within the last half minute: people work
// there too.  One reading serves all calls of that time (semantics.md section 5).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "domain/call.hpp"

namespace tocsin {

// How old a view may be when something is changed because of it.
constexpr Duration view_age_max = std::chrono::seconds(30);

struct PageView {
    WallTime read_at;                                // When its reading began.
    std::map<StatuspageId, PageIncident> incidents;  // Unresolved ones, and those asked for.
    std::set<StatuspageId> missing;                  // Asked for and not there.
    std::map<ComponentId, PageComponent> components;
    std::set<ComponentId> under_maintenance;  // Listed by a maintenance that is active.

    bool operator==(const PageView&) const = default;
};

inline bool is_fresh(const std::optional<PageView>& view, WallTime now) {
    return view && now - view->read_at <= view_age_max;
}

// A reading at work: next() says what to ask, take() what was answered.
class ViewReading {
public:
    // `wanted`: incidents that are read one by one if no list holds them, the first ones first and
    // at most `singles_max` of them.
    ViewReading(WallTime now, std::vector<StatuspageId> wanted);

    // The next call; nothing when the view is whole.
    std::optional<PageCall> next() const;

    // The answer to next(); false if it was none that a view can be made of.
    bool take(const PageReply& reply);

    WallTime begun_at() const { return view_.read_at; }

    PageView view() && { return std::move(view_); }

private:
    enum class Stage { unresolved, maintenance, components, singles, done };
    void leave_stage();
    bool take_single(const PageReply& reply);
    void take_incident(const PageIncident& incident);

    PageView view_;
    std::vector<StatuspageId> wanted_;
    Stage stage_ = Stage::unresolved;
    int page_ = 1;
};

// A reading must be whole while it is fresh, at a pace of about one request a second.
constexpr std::size_t singles_max = 12;

// How many entries a full page of a list has; a shorter one is the last.
constexpr std::size_t page_size = 100;

}  // namespace tocsin
