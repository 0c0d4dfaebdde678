// What people did on the page is respected (semantics.md section 5, "a person's edits").
//
// tocsin acts on a view that may be 30 s old: what crosses an act of people within that time is
// nobody's fault, and what it overwrote then is not asked for any more.
#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "tests/sim/promises.hpp"

namespace tocsin {
namespace {

// The age of a view, and the time from a plan to the first byte.
constexpr Duration crossing_max = std::chrono::seconds(45);

const std::vector<std::string_view> order{"investigating", "identified", "monitoring", "resolved"};

std::ptrdiff_t rank_of(std::string_view status) {
    return std::find(order.begin(), order.end(), status) - order.begin();
}

bool is_over(const EmulatedIncident& incident) {
    return incident.status == "resolved" || incident.status == "completed";
}

}  // namespace

void Promises::people_are_respected(const HttpRequest& request, WallTime now) {
    constexpr std::string_view below = "/incidents/";
    const std::size_t at = request.target.find(below);
    if (request.method != "PATCH" || at == std::string::npos) return;
    const std::string id = request.target.substr(at + below.size());
    const auto incident =
        std::find_if(shown().begin(), shown().end(), [&](const auto& one) { return one.id == id; });
    if (incident != shown().end() && !generation_of(*incident))
        return break_by("people are respected: a foreign incident is touched: " + id);
    const auto entry = evidence_.people.marks().find(id);
    if (entry == evidence_.people.marks().end()) return;
    const PeopleMark& mark = entry->second;
    const boost::json::value body = boost::json::parse(request.body);
    const auto* fields = body.as_object().if_contains("incident");
    if (fields == nullptr) return;
    const auto* status = fields->as_object().if_contains("status");
    const bool names = fields->as_object().contains("name");
    const auto is_old = [&](WallTime time) { return now - time > crossing_max; };
    if (mark.closed_at && !crossed_.contains(id)) {
        if (is_old(*mark.closed_at))
            return break_by("people are respected: patched after it was closed: " + id);
        crossed_.insert(id);
    }
    if (mark.renamed_at && names && !crossed_.contains(id)) {
        if (is_old(*mark.renamed_at)) return break_by("people are respected: renamed back: " + id);
        crossed_.insert(id);
    }
    if (!mark.moved_at || status == nullptr || crossed_.contains(id)) return;
    const auto row = evidence_.store.ledger().incidents.find(IncidentId(mark.generation));
    const bool is_known = row != evidence_.store.ledger().incidents.end();
    const RulePtr rule = is_known ? evidence_.rules.of_team(row->second.rule.value) : nullptr;
    const bool monitors = !is_known || (rule && rule->monitoring);
    const bool ahead = rank_of(status->as_string()) >= rank_of(mark.status);
    if (ahead || monitors || !is_old(*mark.moved_at)) {
        overtaken_.insert(id);
    } else if (!overtaken_.contains(id)) {
        break_by("people are respected: moved back to " + std::string(status->as_string()) + ": " +
                 id);
    }
}

void Promises::what_people_wrote_stands() {
    for (const auto& [id, mark] : evidence_.people.marks()) {
        if (mark.deleted_at) continue;
        const auto incident =
            std::find_if(shown().begin(), shown().end(),
                         [&, &wanted = id](const auto& one) { return one.id == wanted; });
        if (incident == shown().end()) {
            break_by("what people wrote stands: " + id + " is gone");
            continue;
        }
        for (const std::string& post : mark.posts) {
            const bool stands = std::any_of(incident->updates.begin(), incident->updates.end(),
                                            [&](const auto& one) { return one.body == post; });
            if (!stands) break_by("what people wrote stands: \"" + post + "\" is gone");
        }
        if (crossed_.contains(id)) continue;
        if (mark.renamed_at && incident->name != mark.name)
            break_by("what people wrote stands: " + id + " is \"" + incident->name + "\"");
        if (mark.closed_at && !is_over(*incident))
            break_by("what people wrote stands: " + id + " is " + incident->status);
    }
}

void Promises::note_refused(const HttpRequest& request) {
    const boost::json::value body = boost::json::parse(request.body);
    const auto* fields = body.as_object().if_contains("incident");
    if (fields == nullptr) return;
    if (const auto* metadata = fields->as_object().if_contains("metadata")) {
        refused_.insert(IncidentId(
            std::string(metadata->as_object().at("tocsin").as_object().at("gen").as_string())));
        return;
    }
    constexpr std::string_view below = "/incidents/";
    const std::string id = request.target.substr(request.target.find(below) + below.size());
    for (const EmulatedIncident& incident : shown()) {
        const auto generation = generation_of(incident);
        if (incident.id == id && generation) refused_.insert(*generation);
    }
    // A person may have deleted it in this very moment: then only the store knows whose it was.
    for (const auto& [generation, row] : evidence_.store.ledger().deliveries) {
        if (row.statuspage_id && row.statuspage_id->value == id) refused_.insert(generation);
    }
}

void Promises::note_landing(const HttpRequest& request, WallTime left_at) {
    constexpr std::string_view below = "/incidents/";
    const std::size_t at = request.target.find(below);
    if (request.method != "PATCH" || at == std::string::npos) return;
    const std::string id = request.target.substr(at + below.size());
    const auto entry = evidence_.people.marks().find(id);
    if (entry == evidence_.people.marks().end()) return;
    const PeopleMark& mark = entry->second;
    for (const auto& acted_at : {mark.closed_at, mark.renamed_at, mark.moved_at}) {
        if (acted_at && *acted_at >= left_at) crossed_.insert(id);
    }
}

bool Promises::waits_after_refusal(const IncidentId& id) const {
    if (!refused_.contains(id)) return false;
    const auto row = evidence_.store.ledger().deliveries.find(id);
    return row != evidence_.store.ledger().deliveries.end() && row->second.dead_letter;
}

bool Promises::was_never_taken(const IncidentId& id) const {
    return waits_after_refusal(id) &&
           !evidence_.store.ledger().deliveries.at(id).statuspage_id.has_value();
}

}  // namespace tocsin
