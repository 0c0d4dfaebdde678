#include "engine/aim.hpp"

#include <algorithm>

namespace tocsin {
namespace {

Aim raise(ComponentStatus present, const std::optional<ComponentRecord>& record, bool ours,
          ComponentStatus to, bool listed) {
    ComponentRecord after = record.value_or(ComponentRecord{});
    // As it was found: nobody was at work, and what may have been written may still land.
    const bool untouched = record && record->found == present;
    // Below what we found it is not by us: we go back to that and no further.
    const bool lowered = record && present < record->found;
    if ((!ours && !untouched) || lowered) {
        after = {};
        after.found = present;
        after.found_listed = listed;
    }
    return {to, to, after};
}

}  // namespace

Aim aim(ComponentStatus present, const std::optional<ComponentRecord>& record,
        const std::optional<ComponentStatus>& claim, bool listed) {
    const bool ours =
        record && (record->written == present || record->maybe_written.contains(present));
    if (claim && *claim > present) return raise(present, record, ours, *claim, listed);

    const ComponentStatus wanted = claim.value_or(ComponentStatus::operational);
    if (present == wanted) {
        // Without a row it stood so before us: not ours to lower when the claim falls.
        if (!claim || !record) return {std::nullopt, present, std::nullopt};
        // Ours again, whoever wrote it: it says what we would say.
        ComponentRecord after = *record;
        after.written = present;
        after.maybe_written.clear();
        return {std::nullopt, present, after};
    }
    if (!ours) {
        // A person's.  Without a claim of ours there is nothing more to remember.
        return {std::nullopt, std::nullopt, claim ? record : std::nullopt};
    }
    // A maintenance that was on when we raised it, and is over, would have set it back itself.
    const bool maintained =
        record->found == ComponentStatus::under_maintenance && record->found_listed;
    const ComponentStatus back_to =
        maintained && !listed ? wanted : std::max(wanted, record->found);
    if (present <= back_to) {
        // What we set back for the maintenance's sake may have come after its end.
        const bool is_kept = claim || (maintained && listed && present == record->found);
        return {std::nullopt, present, is_kept ? record : std::nullopt};
    }
    // Others named it since we raised it: it may stand for their problem now.
    if (listed && !record->found_listed) return {std::nullopt, std::nullopt, record};
    return {back_to, back_to, record};
}

std::map<ComponentId, Aim> aims(const PageRecord& page, const PageView& view,
                                const ComponentStates& claims,
                                const std::set<ComponentId>& concerned,
                                const std::set<ComponentId>& listed) {
    std::set<ComponentId> all = concerned;
    for (const auto& [id, status] : claims) all.insert(id);
    for (const auto& [id, record] : page.components) all.insert(id);
    std::map<ComponentId, Aim> result;
    for (const ComponentId& id : all) {
        const auto shown = view.components.find(id);
        if (shown == view.components.end() || !shown->second.status || shown->second.is_group)
            continue;
        const auto record = page.components.find(id);
        const auto claim = claims.find(id);
        result.emplace(
            id,
            aim(*shown->second.status,
                record == page.components.end() ? std::nullopt
                                                : std::optional<ComponentRecord>(record->second),
                claim == claims.end() ? std::nullopt
                                      : std::optional<ComponentStatus>(claim->second),
                listed.contains(id)));
    }
    return result;
}

}  // namespace tocsin
