// StatuspageModel: Statuspage's API v1 as a pure function of what it was asked, and when.
//
// No socket, no clock, no thread and no global: a request and a time go in, a verdict comes out,
// and the same seed with the same requests gives the same bytes.  The front
// (tests/emulator/front.hpp) puts it behind HTTPS, the simulation behind a Transport.  It is
// written from Atlassian's documents and what others saw of the live service, never from tocsin's
// own client, and where nobody knows, ModelOptions decides (tests/emulator/README.md).
//
//     admit:  journal, key, rate, choice of a fault        at the time of arrival
//       | Admission::delay_before passes
//     apply:  route, checks, effect, answer, fault         at the time of the effect
//       | Verdict::delay_after passes
//     the answer, or what Verdict::fault makes of it
//
// What comes late (FaultRule::late, maintenances) comes when the model is next told a time after
// it: by a request, an act of a person, or advance().
#pragma once

#include <algorithm>
#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.hpp"
#include "base/rng.hpp"
#include "base/time.hpp"
#include "tests/emulator/faults.hpp"
#include "tests/emulator/findings.hpp"
#include "tests/emulator/journal.hpp"
#include "tests/emulator/options.hpp"
#include "tests/emulator/pasts.hpp"
#include "tests/emulator/person.hpp"
#include "tests/emulator/records.hpp"
#include "tests/emulator/refusal.hpp"
#include "tests/emulator/request_window.hpp"
#include "tests/emulator/routes.hpp"
#include "tests/emulator/turn.hpp"

namespace tocsin {

// What becomes of one request.
struct Verdict {
    HttpResponse response;  // What is sent, or would have been; status 0 if there is none.
    Fault fault = Fault::none;
    Framing framing = Framing::plain;
    Duration delay_before{0};         // What should have passed before the effect.
    Duration delay_after{0};          // What passes between the effect and the answer.
    Duration delay_between_bytes{0};  // What passes between two bytes of the answer.
    bool applied = false;             // It was a call that writes, and was carried out.
    std::optional<WallTime> late_at;  // When it will have its effect, if that is still to come.
};

// A request that has arrived and not yet had its effect.
struct Admission {
    HttpRequest request;
    ApiTarget target;
    std::uint64_t number = 0;  // In the journal.
    std::optional<std::size_t> key;
    std::optional<FaultRule> fault;
    std::optional<HttpResponse> decided;  // Turned down on arrival: 400, 401, 420, 429.

    Duration delay_before() const { return fault ? fault->delay_before : Duration(0); }
};

// One thread at a time.  Copying it keeps its state: a copy is a snapshot.
class StatuspageModel {
public:
    explicit StatuspageModel(ModelOptions options, std::uint64_t seed);

    // --- The set-up, which reset() comes back to.

    void add_page(std::string id, std::string name);
    // The id of the component or group, drawn if `id` is empty.
    // Requires: the page exists, and the group if one is named.
    std::string add_component(std::string_view page_id, std::string name, std::string id = "",
                              std::string_view group_id = "");
    std::string add_group(std::string_view page_id, std::string name, std::string id = "");
    // `name` is what the journal calls the key.
    void add_key(std::string name, std::string value, std::vector<std::string> page_ids);
    // Requires: the page exists.
    void set_page_offset(std::string_view page_id, std::chrono::minutes utc_offset);

    // --- Requests.  `now` may stand still or go on; what goes back moves nothing by itself.

    // handle(), for who wants no faults: the answer alone.
    HttpResponse answer(const HttpRequest& request, WallTime now);

    // admit() and apply() at once: the effect is at `now`, whatever delay_before says.
    Verdict handle(const HttpRequest& request, WallTime now);

    // The fault that hits a request with this method and target; counts it.  For who must know
    // before the body is there (FaultRule::delay_reading), and then admits it with that.
    std::optional<FaultRule> choose_fault(std::string_view method, std::string_view target);

    Admission admit(const HttpRequest& request, WallTime now);
    Admission admit(const HttpRequest& request, std::optional<FaultRule> fault, WallTime now);
    // Requires: `admission` came from this model, or from the one it is a copy of, and is applied
    // once.
    Verdict apply(const Admission& admission, WallTime now);

    // Makes up for what was due until `now` (maintenances, late effects), in its order.
    void advance(WallTime now);

    // What somebody does in front of the page's own interface (behaviour 35): no request, so not
    // in the journal and not counted.  The id of what it touched; ErrorCode::refused if the page
    // does not have it so.
    Result<std::string> act(const PersonAct& act, WallTime now);

    // --- Control.

    const ModelOptions& options() const { return options_; }
    void set_options(ModelOptions options) { options_ = std::move(options); }
    FaultBook& faults() { return faults_; }
    const FaultBook& faults() const { return faults_; }

    // What the key of that name is worth from `from` on.  Requires: the key exists.
    void set_key_access(std::string_view name, KeyAccess access, WallTime from);
    // From when on the page is 404; nothing: never.  Requires: the page exists.
    void set_page_deleted(std::string_view page_id, std::optional<WallTime> from);

    // Back to the set-up: no incident, no journal, no request counted; every component, key and
    // page as it was added.  Options and fault rules stay.  Without a seed the last one is used
    // again.
    void reset(std::optional<std::uint64_t> seed = std::nullopt);

    // --- Observation.

    const std::vector<EmulatedPage>& pages() const { return pages_; }
    // Nothing if there is no key of that name.
    const EmulatedKey* find_key(std::string_view name) const;
    // Oldest first.  Requires: the page exists.
    const std::vector<EmulatedIncident>& incidents(std::string_view page_id) const;
    const std::vector<EmulatedComponent>& components(std::string_view page_id) const;
    const RequestJournal& journal() const { return journal_; }
    EmulatorFindings findings() const;
    boost::json::object state_as_json() const;

private:
    struct KeyRow {
        EmulatedKey key;
        RequestWindow window;
        RequestWindow unpaginated;  // Of GET components without a page.
    };

    EmulatedPage* find_page(std::string_view id);
    const EmulatedPage& page_of(std::string_view id) const;
    std::string add_row(std::string_view page_id, EmulatedComponent row);
    ApiTurn turn_at(EmulatedPage& page, std::vector<std::string>& notes, WallTime now,
                    std::string_view by);
    void find_next_transition();
    // The transitions that are due at exactly `due`.
    void carry_out_transitions(WallTime due);
    void land_first();

    // The longest that reads lag behind; zero: none does.
    Duration lag() const { return std::max(options_.stale_lists, options_.stale_singles); }
    void keep_past(const EmulatedPage& page, WallTime now);
    // The page as a read of that kind sees it now.
    EmulatedPage& page_for(ApiCall call, EmulatedPage& page, WallTime now);
    void count_call(const EmulatedPage& page, const ApiRoute& route);

    std::optional<std::size_t> authenticate(const HttpRequest& request, const QueryPairs& query,
                                            WallTime now) const;
    // The refusal, if the key may not see this page now.
    std::optional<ApiRefusal> check_access(const EmulatedKey& key, const EmulatedPage* page,
                                           WallTime now) const;
    // The refusal, if the key may not make this request now.
    std::optional<HttpResponse> limit(KeyRow& row, const HttpRequest& request,
                                      const ApiTarget& target, WallTime now);
    HttpResponse limited(Duration wait, WallTime now);
    ApiResult<ApiAnswer> carry_out(const Admission& admission, const ApiRoute& route,
                                   std::vector<std::string>& notes, WallTime now);
    HttpResponse true_answer(const Admission& admission, bool& applied,
                             std::vector<std::string>& notes, WallTime now);
    // … with what the rule makes of it.
    HttpResponse ruled_answer(const Admission& admission, const FaultRule& rule, Verdict& verdict,
                              std::vector<std::string>& notes, WallTime now);
    void add_common_headers(const Admission& admission, HttpResponse& response);

    ModelOptions options_;
    std::uint64_t seed_;
    Rng ids_;      // Of what is created.
    Rng chance_;   // Of faults with a probability.
    Rng headers_;  // Of x-request-id, so that a read changes no id.
    std::vector<EmulatedPage> pages_;
    std::vector<EmulatedPage> set_up_;
    std::vector<KeyRow> keys_;
    FaultBook faults_;
    RequestJournal journal_;
    std::uint64_t limited_ = 0;  // For LimitCode::alternate.
    std::optional<WallTime> next_transition_;
    std::multimap<WallTime, Admission> late_;  // By the time of their effect.
    PagePasts pasts_;
    std::optional<HttpResponse> last_answer_;  // Before any twist, for Twist::another_answer.
};

}  // namespace tocsin
