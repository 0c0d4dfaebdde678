// What can be seen of the model beside its answers (behaviour 36).
#include <algorithm>
#include <boost/json/array.hpp>

#include "base/assert.hpp"
#include "tests/emulator/model.hpp"
#include "tests/emulator/views.hpp"

namespace tocsin {

namespace json = boost::json;

const EmulatedPage& StatuspageModel::page_of(std::string_view id) const {
    const auto page = std::ranges::find(pages_, id, &EmulatedPage::id);
    TOCSIN_ASSERT(page != pages_.end());
    return *page;
}

const std::vector<EmulatedIncident>& StatuspageModel::incidents(std::string_view page_id) const {
    return page_of(page_id).incidents;
}

const std::vector<EmulatedComponent>& StatuspageModel::components(std::string_view page_id) const {
    return page_of(page_id).components;
}

EmulatorFindings StatuspageModel::findings() const {
    return find_in_emulator(pages_, journal_, options_.marker);
}

json::object StatuspageModel::state_as_json() const {
    json::array pages;
    for (const EmulatedPage& page : pages_) {
        json::array components;
        for (const EmulatedComponent& row : page.components) {
            components.push_back(view_component(page, row, options_));
        }
        json::array incidents;
        for (const EmulatedIncident& row : page.incidents) {
            incidents.push_back(view_incident(page, row, options_, IncidentPlace::single));
        }
        json::object shown = view_page(page, options_);
        shown["components"] = std::move(components);
        shown["incidents"] = std::move(incidents);
        pages.push_back(std::move(shown));
    }
    return {{"pages", std::move(pages)},
            {"options", options_as_json(options_)},
            {"faults", faults_.as_json()},
            {"counters", journal_.counters_as_json()}};
}

}  // namespace tocsin
