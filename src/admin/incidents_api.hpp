// IncidentsApi: /api/v1/incidents, what people and their programs see of incidents and decide.
//
//   GET   /api/v1/incidents                            {"items":[…],"next":null}, not closed ones
//   GET   /api/v1/incidents/ID                         one, with alerts and timeline
//   POST  /api/v1/incidents/ID/approve|discard|resolve the incident as it is then
//
// ID is an incident's ULID or what begins only one.  The body of a POST may name what was looked
// at, {"text":"…"}, and, where the listener names no users, who decides, {"by":"…"}; without `text`
// it is what stands there now.
//
// It decides nothing: an act becomes an entry of the sequence and is answered when it was judged
// and that is durable.  A page in a browser must not be able to act: a request with Origin is 403.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin/incident_json.hpp"
#include "admin/users.hpp"
#include "base/result.hpp"
#include "domain/webhook.hpp"
#include "net/server.hpp"
#include "store/store.hpp"

namespace tocsin {

struct IncidentsApiHooks {
    // All that are not closed, in the order of their ids.
    std::function<std::vector<IncidentView>()> all;
    // Its alerts; the timeline is asked of the store.
    std::function<IncidentDetail(const IncidentId&)> detail;
    std::function<void(IncidentId, Done<std::vector<TimelineRow>>)> timeline;
    // Records an act, and answers with what became of it.
    std::function<void(OperatorAct, Done<Reason>)> act;
    std::function<WallTime()> now;
};

class IncidentsApi {
public:
    explicit IncidentsApi(IncidentsApiHooks hooks) : hooks_(std::move(hooks)) {}

    // Whether the path is one of these.
    static bool owns(std::string_view target);

    HeaderVerdict on_header(const RequestHead& head) const;

    // Requires: on_header let it through.
    static Deed deed_of(const RequestHead& head);

    // `user` has proven to be the one who asks; empty: nobody was asked.
    void on_request(const Exchange& exchange, const std::string& user) const;

private:
    struct Asked {
        std::string id;  // Empty: all.
        std::optional<ActKind> act;
    };

    static std::optional<Asked> asked_by(std::string_view target);
    void list(const Exchange& exchange) const;
    void show(const Exchange& exchange, const IncidentView& view) const;
    void act(const Exchange& exchange, const std::string& user, const IncidentView& view,
             ActKind kind) const;
    void answer_act(const Responder& respond, const IncidentId& id, ActKind kind,
                    Reason outcome) const;
    // Answers itself, and gives nothing, if there is none or more than one.
    std::optional<IncidentView> find(const std::string& id, const Responder& respond) const;

    IncidentsApiHooks hooks_;
};

}  // namespace tocsin
