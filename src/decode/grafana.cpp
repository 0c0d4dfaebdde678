// See grafana.hpp.
//
// Grafana ends an alert as "resolved" also when its rule was paused or edited, or when its data
// could not be had; that the problem is over is not said.  Such an alert is left out of the group
// and counted as missing: it goes on firing (semantics.md section 2).  MissingSeries and
// RuleDeleted do end it.
#include "decode/grafana.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "decode/alertmanager.hpp"

namespace tocsin {
namespace {

// Reasons of a "resolved" that says nothing of the problem.
constexpr std::array<std::string_view, 4> silent_reasons{"NoData", "Error", "Paused", "Updated"};

// Grafana joins several reasons by a comma: "NoData, KeepLast".
bool names_silent_reason(std::string_view reasons) {
    while (!reasons.empty()) {
        const std::string_view reason = next_element(reasons);
        if (std::find(silent_reasons.begin(), silent_reasons.end(), reason) !=
            silent_reasons.end()) {
            return true;
        }
    }
    return false;
}

bool is_silent(const Alert& alert) {
    return alert.state == AlertState::resolved &&
           names_silent_reason(alert.annotations.get("grafana_state_reason"));
}

void note_silent(const std::vector<Alert>& alerts, DecodeNotes& notes) {
    for (const Alert& alert : alerts) {
        if (!is_silent(alert)) continue;
        notes.push_back(fmt::format("{}: resolved without proof ({}), so it goes on firing",
                                    alert.labels.to_text(),
                                    alert.annotations.get("grafana_state_reason")));
    }
}

}  // namespace

Result<AlertGroup> decode_grafana(const DecodeOptions& options, std::string_view body,
                                  WallTime received_at, DecodeNotes* notes) {
    TRY(AlertGroup group, decode_alertmanager(options, body, received_at, notes));
    if (notes != nullptr) note_silent(group.alerts, *notes);
    group.missing_count = static_cast<std::uint32_t>(std::erase_if(group.alerts, is_silent));
    return group;
}

}  // namespace tocsin
