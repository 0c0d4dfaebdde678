// ModelOptions: every point on which nobody says how Statuspage behaves, as a switch.
//
// Atlassian documents less than a client must know.  Where the documents are silent or differ
// from what was seen, the emulator does not guess once and for all: it has a switch with a
// default, and the tests of tocsin run the important ones both ways.  The table of all switches
// with their defaults is in tests/emulator/README.md; the JSON names are those of
// for_each_option() below, and a name that is not there is refused, never ignored.
#pragma once

#include <array>
#include <boost/json/object.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace tocsin {

struct ModelOptions {
    enum class ErrorStyle { text, array, object, message, html, empty };
    enum class Doubtful { refuse, ignore };
    enum class LimitCode { always_420, always_429, alternate };
    enum class RetryAfter { seconds, absent, zero, http_date, huge };
    enum class Stamps { utc, page_offset };
    enum class SilentUpdate { none, default_text };
    enum class IdsOnChange { replace, add };

    // Behaviours 3 to 6: authentication, bodies, errors, header fields.
    bool scheme_any_case = true;                // "oauth KEY" is taken as "OAuth KEY".
    unsigned foreign_page_status = 404;         // Or 403: a page of another organisation.
    bool json_without_content_type = true;      // JSON is read though no Content-Type names it.
    ErrorStyle error_style = ErrorStyle::text;  // Of 4xx other than 422.
    ErrorStyle error_style_422 = ErrorStyle::array;  // Of what a rule of the model refuses.
    ErrorStyle error_style_5xx = ErrorStyle::html;   // Of what the edge in front would answer.
    bool etag = false;                               // An ETag on each 200 of a GET.

    // Behaviour 9 and 10: components.
    Doubtful group_status = Doubtful::refuse;  // PATCH of the status of a group.
    bool limit_unpaginated = true;             // GET components without page: one in 60 s.

    // Behaviours 11 to 18: incidents.
    unsigned name_missing_status = 400;    // Or 422.
    unsigned bad_status_status = 400;      // Or 422.
    bool legacy_message = false;           // incident[message] is taken as the body.
    std::uint64_t metadata_bytes_max = 0;  // Of its JSON text; 0: no limit.
    Doubtful unknown_component = Doubtful::refuse;
    Doubtful group_as_component = Doubtful::refuse;
    SilentUpdate silent_update = SilentUpdate::none;  // What a create without body makes.
    bool map_adds_relation = true;                    // Keys of `components` become affected.
    bool impact_never_decreases = true;
    IdsOnChange ids_on_change = IdsOnChange::replace;  // What component_ids of a PATCH means.
    bool reset_on_resolve = false;                     // Resolving makes components operational.
    Doubtful change_of_resolved = Doubtful::ignore;    // refuse: 422; ignore: accepted, reopens.
    bool auto_transition_notifies = true;              // If the incident does not say.

    // Behaviour 20: lists and stamps.
    bool unresolved_has_maintenance = false;  // In the list of unresolved, once in progress.
    bool metadata_in_lists = true;
    Stamps stamps = Stamps::utc;

    // Behaviour 30: how far reads lag behind the writes.
    Duration stale_lists{0};
    Duration stale_singles{0};

    // Behaviour 24: the rate.
    std::uint64_t rate_requests = 60;  // In any rate_window of one key; 0: no limit.
    Duration rate_window = std::chrono::seconds(60);
    bool rate_strict = false;  // Also never two within one second.
    LimitCode limit_code = LimitCode::always_420;
    RetryAfter retry_after = RetryAfter::seconds;
    bool rejected_count = false;  // Whether a rejected request uses up a slot.

    // Behaviour 36: observation.
    std::string marker = "tocsin";                // The member of metadata that holds key and gen.
    std::uint64_t journal_entries_max = 100'000;  // Older ones are forgotten, and counted.

    bool operator==(const ModelOptions&) const = default;
};

// The words of each enumeration, in the order of its enumerators.
inline constexpr std::array<std::string_view, 6> words_of(ModelOptions::ErrorStyle) {
    return {"text", "array", "object", "message", "html", "empty"};
}
inline constexpr std::array<std::string_view, 2> words_of(ModelOptions::Doubtful) {
    return {"refuse", "ignore"};
}
inline constexpr std::array<std::string_view, 3> words_of(ModelOptions::LimitCode) {
    return {"420", "429", "alternate"};
}
inline constexpr std::array<std::string_view, 5> words_of(ModelOptions::RetryAfter) {
    return {"seconds", "absent", "zero", "http_date", "huge"};
}
inline constexpr std::array<std::string_view, 2> words_of(ModelOptions::Stamps) {
    return {"utc", "page_offset"};
}
inline constexpr std::array<std::string_view, 2> words_of(ModelOptions::SilentUpdate) {
    return {"none", "default_text"};
}
inline constexpr std::array<std::string_view, 2> words_of(ModelOptions::IdsOnChange) {
    return {"replace", "add"};
}

// Calls visit(name, field) for each switch, in the order of the struct.
template <class Options, class Visit>
void for_each_option(Options& options, Visit&& visit) {
    visit("scheme_any_case", options.scheme_any_case);
    visit("foreign_page_status", options.foreign_page_status);
    visit("json_without_content_type", options.json_without_content_type);
    visit("error_style", options.error_style);
    visit("error_style_422", options.error_style_422);
    visit("error_style_5xx", options.error_style_5xx);
    visit("etag", options.etag);
    visit("group_status", options.group_status);
    visit("limit_unpaginated", options.limit_unpaginated);
    visit("name_missing_status", options.name_missing_status);
    visit("bad_status_status", options.bad_status_status);
    visit("legacy_message", options.legacy_message);
    visit("metadata_bytes_max", options.metadata_bytes_max);
    visit("unknown_component", options.unknown_component);
    visit("group_as_component", options.group_as_component);
    visit("silent_update", options.silent_update);
    visit("map_adds_relation", options.map_adds_relation);
    visit("impact_never_decreases", options.impact_never_decreases);
    visit("ids_on_change", options.ids_on_change);
    visit("reset_on_resolve", options.reset_on_resolve);
    visit("change_of_resolved", options.change_of_resolved);
    visit("auto_transition_notifies", options.auto_transition_notifies);
    visit("unresolved_has_maintenance", options.unresolved_has_maintenance);
    visit("metadata_in_lists", options.metadata_in_lists);
    visit("stamps", options.stamps);
    visit("stale_lists", options.stale_lists);
    visit("stale_singles", options.stale_singles);
    visit("rate_requests", options.rate_requests);
    visit("rate_window", options.rate_window);
    visit("rate_strict", options.rate_strict);
    visit("limit_code", options.limit_code);
    visit("retry_after", options.retry_after);
    visit("rejected_count", options.rejected_count);
    visit("marker", options.marker);
    visit("journal_entries_max", options.journal_entries_max);
}

// Sets the switches that `changes` names and leaves the others.  ErrorCode::refused, and nothing
// is changed, if a name is unknown or a value is not of its kind.
Result<void> apply_option_changes(ModelOptions& options, const boost::json::object& changes);

boost::json::object options_as_json(const ModelOptions& options);

}  // namespace tocsin
