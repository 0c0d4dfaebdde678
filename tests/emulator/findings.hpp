// EmulatorFindings: what a checker wants to know after a run (behaviour 36).
//
// Facts only; whether they are right is the checker's to say ("duplicates must be empty", "the
// busiest minute must not exceed 50").
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/emulator/journal.hpp"
#include "tests/emulator/records.hpp"

namespace tocsin {

// Incidents of one page that bear the same key and generation in metadata.MARKER.
struct DuplicateEpisode {
    std::string page_id;
    std::string episode;  // "key/gen"
    std::vector<std::string> incident_ids;

    bool operator==(const DuplicateEpisode&) const = default;
};

struct EmulatorFindings {
    std::vector<DuplicateEpisode> duplicates;              // Among incidents that are not over.
    std::vector<DuplicateEpisode> duplicates_ever;         // Among all that were not deleted.
    std::map<std::string, std::uint64_t> busiest_minutes;  // By the name of the key.
    std::map<std::string, std::uint64_t> notifications;    // By episode; those of no person.
    std::map<std::string, std::uint64_t> creates;          // By episode; what was deleted too.
    std::map<std::string, std::uint64_t> calls;            // Writes carried out, by incident.
    std::vector<StepBack> steps_back;                      // By whomever.
    std::map<std::string, std::map<std::string, std::string>> components;  // Page → id → status.
};

EmulatorFindings find_in_emulator(const std::vector<EmulatedPage>& pages,
                                  const RequestJournal& journal, std::string_view marker);

boost::json::object findings_as_json(const EmulatorFindings& findings);

}  // namespace tocsin
