#include "engine/look.hpp"

#include <algorithm>
#include <string>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "engine/page_view.hpp"

namespace tocsin {
namespace {

// A backfilled incident's date is a day in the page's time zone.
constexpr Duration zone_offset_max = std::chrono::hours(24);

std::string normalised(std::string_view text) {
    std::string plain(trim(text));
    std::erase(plain, '\r');
    return plain;
}

// So many incidents of one name within minutes are somebody's script, and not read one by one.
constexpr std::size_t unmarked_max = 5;

// The page keeps whole seconds.
bool same_second(const std::optional<WallTime>& shown, WallTime wanted) {
    return shown && std::chrono::floor<std::chrono::seconds>(*shown) ==
                        std::chrono::floor<std::chrono::seconds>(wanted);
}

bool shows_times(const PageIncident& incident, const MaintenancePlan& plan) {
    return same_second(incident.scheduled_for, plan.starts_at) &&
           same_second(incident.scheduled_until, plan.ends_at);
}

bool names_all(const PageIncident& incident, const std::vector<ComponentId>& components) {
    return std::all_of(components.begin(), components.end(), [&](const ComponentId& id) {
        return std::find(incident.components.begin(), incident.components.end(), id) !=
               incident.components.end();
    });
}

std::vector<IncidentList> lists_for(const PageCall& call) {
    const auto* create = std::get_if<CreateCall>(&call);
    if (create == nullptr) return {};
    if (!create->maintenance) return {IncidentList::unresolved, IncidentList::all};
    return {IncidentList::unresolved, IncidentList::scheduled, IncidentList::active_maintenance,
            IncidentList::all};
}

}  // namespace

Look::Look(const Intent& intent, std::set<UpdateId> own)
    : intent_(intent), own_(std::move(own)), lists_(lists_for(intent.what)) {
    TOCSIN_ASSERT(!is_read(intent.what) && !std::holds_alternative<ComponentCall>(intent.what));
}

std::optional<PageCall> Look::next() const {
    if (done_) return std::nullopt;
    if (!lists_.empty()) return ListIncidents{lists_.front(), page_};
    if (!unmarked_.empty()) return ReadIncident{unmarked_.back()};
    if (const auto* update = std::get_if<UpdateCall>(&intent_.what))
        return ReadIncident{update->incident};
    return ReadIncident{std::get<TweetCall>(intent_.what).incident};
}

bool Look::take(const PageReply& reply) {
    const auto* accepted = std::get_if<Accepted>(&reply);
    if (!lists_.empty()) {
        const auto* incidents =
            accepted == nullptr ? nullptr : std::get_if<std::vector<PageIncident>>(&accepted->what);
        if (incidents == nullptr) return false;
        take_list(*incidents);
        return true;
    }
    const auto* incident =
        accepted == nullptr ? nullptr : std::get_if<PageIncident>(&accepted->what);
    const bool is_gone = std::holds_alternative<NotFound>(reply);
    if (incident == nullptr && !is_gone) return false;
    if (!unmarked_.empty()) {
        take_unmarked(incident);
        return true;
    }
    missing_ = is_gone;
    done_ = true;
    if (is_gone) return true;
    const auto* update = std::get_if<UpdateCall>(&intent_.what);
    // A tweet leaves no trace that we could read, and asking twice for one tweet is one tweet.
    if (update != nullptr && shows_update(*incident, *update, intent_.prepared_at, own_))
        found_ = *incident;
    return true;
}

// Nothing older than this can be what the create made.  A backfilled incident stands where it was
// made or where its date puts it.
WallTime Look::back_to() const {
    const auto& date = std::get<CreateCall>(intent_.what).backfill_date;
    const auto day = date ? parse_rfc3339(*date + "T00:00:00Z") : std::nullopt;
    const WallTime made = intent_.prepared_at - clock_skew_max;
    return day ? std::min(made, *day - zone_offset_max) : made;
}

bool Look::is_ours(const PageIncident& incident) const {
    const auto& create = std::get<CreateCall>(intent_.what);
    return incident.marker && incident.marker->attempt == create.marker.attempt;
}

// Lists may come without metadata, in which the marker is: what bears our name is read by itself.
void Look::take_unmarked(const PageIncident* incident) {
    unmarked_.pop_back();
    if (incident != nullptr && is_ours(*incident)) found_ = *incident;
    done_ = found_ || unmarked_.empty();
}

void Look::take_list(const std::vector<PageIncident>& incidents) {
    bool is_last = incidents.size() < page_size;
    for (const PageIncident& incident : incidents) {
        if (is_ours(incident) && (!found_ || is_older(incident, *found_))) found_ = incident;
        if (may_be_ours(incident)) unmarked_.push_back(incident.id);
        if (lists_.front() == IncidentList::all && incident.created_at < back_to()) is_last = true;
    }
    ++page_;
    if (!is_last) return;
    page_ = 1;
    lists_.erase(lists_.begin());
    done_ = found_ || (lists_.empty() && unmarked_.empty());
}

bool Look::may_be_ours(const PageIncident& incident) const {
    const bool is_known =
        std::find(unmarked_.begin(), unmarked_.end(), incident.id) != unmarked_.end();
    return !incident.marker && !is_known && unmarked_.size() < unmarked_max &&
           incident.created_at >= back_to() &&
           same_text(incident.name, std::get<CreateCall>(intent_.what).name);
}

bool shows_update(const PageIncident& incident, const UpdateCall& update, WallTime prepared_at,
                  const std::set<UpdateId>& own) {
    const WallTime earliest = prepared_at - clock_skew_max;
    const bool made_update =
        std::any_of(incident.updates.begin(), incident.updates.end(), [&](const PageUpdate& shown) {
            if (own.contains(shown.id) || shown.created_at < earliest) return false;
            if (update.status && shown.status != update.status) return false;
            return same_text(shown.body, update.body.value_or(""));
        });
    // Whatever people did to it since, the text stands there.
    if (update.body) return made_update;
    if (update.status && !made_update && incident.status != update.status) return false;
    if (update.name && incident.name != *update.name) return false;
    if (update.impact && incident.impact_override != update.impact) return false;
    if (update.maintenance && !shows_times(incident, *update.maintenance)) return false;
    if (update.component_ids && !names_all(incident, *update.component_ids)) return false;
    return update.status || update.name || update.impact || update.maintenance ||
           update.component_ids;
}

bool same_text(std::string_view shown, std::string_view ours) {
    return normalised(shown) == normalised(ours);
}

bool is_older(const PageIncident& a, const PageIncident& b) {
    return a.created_at != b.created_at ? a.created_at < b.created_at : a.id < b.id;
}

}  // namespace tocsin
