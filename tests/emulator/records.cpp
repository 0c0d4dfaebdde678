#include "tests/emulator/records.hpp"

#include <algorithm>

#include "tests/emulator/words.hpp"

namespace tocsin {
namespace {

template <class Rows>
auto find_row(Rows& rows, std::string_view wanted) -> decltype(rows.data()) {
    const auto found =
        std::ranges::find_if(rows, [&](const auto& row) { return row.id == wanted; });
    return found == rows.end() ? nullptr : &*found;
}

}  // namespace

EmulatedComponent* EmulatedPage::find_component(std::string_view wanted) {
    return find_row(components, wanted);
}

const EmulatedComponent* EmulatedPage::find_component(std::string_view wanted) const {
    return find_row(components, wanted);
}

EmulatedIncident* EmulatedPage::find_incident(std::string_view wanted) {
    // The newest are asked for most.
    const auto found = std::find_if(incidents.rbegin(), incidents.rend(),
                                    [&](const auto& row) { return row.id == wanted; });
    return found == incidents.rend() ? nullptr : &*found;
}

std::string_view EmulatedPage::status_of(const EmulatedComponent& component) const {
    if (!component.group) return component.status;
    std::size_t worst = 0;
    for (const EmulatedComponent& row : components) {
        if (row.group_id != component.id) continue;
        worst = std::max(worst, rank_of_word(component_status_words, row.status));
    }
    return component_status_words[worst];
}

std::string EmulatedPage::full_name_of(const EmulatedComponent& component) const {
    if (component.group_id) {
        if (const EmulatedComponent* group = find_component(*component.group_id)) {
            return group->name + " - " + component.name;
        }
    }
    return component.name;
}

}  // namespace tocsin
