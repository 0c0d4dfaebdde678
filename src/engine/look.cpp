#include "engine/look.hpp"

#include <algorithm>
#include <string>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "engine/page_view.hpp"

namespace tocsin {
namespace {

// How the page may give a text back: other line ends, white space at the ends.
std::string normalised(std::string_view text) {
    std::string plain(trim(text));
    std::erase(plain, '\r');
    return plain;
}

// The page keeps whole seconds.
bool same_second(const std::optional<WallTime>& shown, WallTime wanted) {
    return shown && std::chrono::floor<std::chrono::seconds>(*shown) ==
                        std::chrono::floor<std::chrono::seconds>(wanted);
}

bool shows_times(const PageIncident& incident, const MaintenancePlan& plan) {
    return same_second(incident.scheduled_for, plan.starts_at) &&
           same_second(incident.scheduled_until, plan.ends_at);
}

bool is_before(const PageIncident& a, const PageIncident& b) {
    return a.created_at != b.created_at ? a.created_at < b.created_at : a.id < b.id;
}

}  // namespace

Look::Look(const Intent& intent) : intent_(intent) {
    TOCSIN_ASSERT(!is_read(intent.what) && !std::holds_alternative<ComponentCall>(intent.what));
}

std::optional<PageCall> Look::next() const {
    if (done_) return std::nullopt;
    if (std::holds_alternative<CreateCall>(intent_.what)) return ListIncidents{list_, page_};
    if (const auto* update = std::get_if<UpdateCall>(&intent_.what))
        return ReadIncident{update->incident};
    return ReadIncident{std::get<TweetCall>(intent_.what).incident};
}

bool Look::take(const PageReply& reply) {
    const auto* accepted = std::get_if<Accepted>(&reply);
    if (std::holds_alternative<CreateCall>(intent_.what)) {
        const auto* incidents =
            accepted == nullptr ? nullptr : std::get_if<std::vector<PageIncident>>(&accepted->what);
        if (incidents == nullptr) return false;
        take_list(*incidents);
        return true;
    }
    if (std::holds_alternative<NotFound>(reply)) {
        missing_ = true;
        done_ = true;
        return true;
    }
    const auto* incident =
        accepted == nullptr ? nullptr : std::get_if<PageIncident>(&accepted->what);
    if (incident == nullptr) return false;
    done_ = true;
    const auto* update = std::get_if<UpdateCall>(&intent_.what);
    // A tweet leaves no trace that we could read, and asking twice for one tweet is one tweet.
    if (update != nullptr && shows_update(*incident, *update, intent_.prepared_at))
        found_ = *incident;
    return true;
}

void Look::take_list(const std::vector<PageIncident>& incidents) {
    const CreateCall& create = std::get<CreateCall>(intent_.what);
    bool reaches_back = incidents.size() < page_size;
    // A backfilled incident stands where its date puts it: anywhere in the list.
    const bool by_time = list_ == IncidentList::all && !create.backfill_date;
    for (const PageIncident& incident : incidents) {
        const bool ours = incident.marker && incident.marker->attempt == create.marker.attempt;
        if (ours && (!found_ || is_before(incident, *found_))) found_ = incident;
        if (by_time && incident.created_at < intent_.prepared_at - clock_skew_max)
            reaches_back = true;
    }
    ++page_;
    if (!reaches_back) return;
    if (found_ || list_ == IncidentList::all) {
        done_ = true;
    } else {
        // A maintenance stands in no list of unresolved ones for certain; the list of all has it.
        list_ = IncidentList::all;
        page_ = 1;
    }
}

bool shows_update(const PageIncident& incident, const UpdateCall& update, WallTime prepared_at) {
    if (update.status && incident.status != update.status) return false;
    if (update.name && incident.name != *update.name) return false;
    if (update.impact && incident.impact_override != update.impact) return false;
    if (update.maintenance && !shows_times(incident, *update.maintenance)) return false;
    if (!update.body) return true;
    return std::any_of(incident.updates.begin(), incident.updates.end(),
                       [&](const PageUpdate& shown) {
                           return shown.created_at >= prepared_at - clock_skew_max &&
                                  normalised(shown.body) == normalised(*update.body);
                       });
}

}  // namespace tocsin
