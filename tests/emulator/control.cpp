#include "tests/emulator/control.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace tocsin {

namespace json = boost::json;

namespace {

HttpResponse show(unsigned status, const json::value& body) {
    HttpResponse response;
    response.status = status;
    response.headers.add("Content-Type", "application/json; charset=utf-8");
    response.body = json::serialize(body) + "\n";
    return response;
}

HttpResponse refuse(unsigned status, const std::string& why) {
    return show(status, json::object{{"error", why}});
}

// The members of a body, each of which must be asked for.
class ControlBody {
public:
    explicit ControlBody(json::object fields) : fields_(std::move(fields)) {}

    // Takes the member out; null if it is not there.
    json::value take(std::string_view name) {
        const auto found = fields_.find(name);
        if (found == fields_.end()) return nullptr;
        json::value value = std::move(found->value());
        fields_.erase(found);
        return value;
    }

    // The name of a member that nobody took; empty if there is none.
    std::string left_over() const {
        return fields_.empty() ? std::string() : std::string(fields_.begin()->key());
    }

private:
    json::object fields_;
};

Result<ControlBody> read_control_body(const HttpRequest& request) {
    if (request.body.empty()) return ControlBody(json::object());
    boost::json::error_code failure;
    json::value parsed = json::parse(request.body, failure);
    if (failure || !parsed.is_object()) return malformed("the body is not a JSON object");
    return ControlBody(std::move(parsed.get_object()));
}

Result<void> nothing_left(const ControlBody& body) {
    if (body.left_over().empty()) return success();
    return refused("there is no member \"" + body.left_over() + "\"");
}

Result<Duration> read_span(const json::value& value) {
    if (!value.is_string()) return refused("a duration is a text like \"10m\"");
    const auto parsed = parse_duration(std::string_view(value.get_string()));
    if (!parsed) return refused("a duration is a text like \"10m\"");
    return *parsed;
}

Result<WallTime> read_moment(const json::value& value, WallTime otherwise) {
    if (value.is_null()) return otherwise;
    const auto time =
        value.is_string() ? parse_rfc3339(std::string_view(value.get_string())) : std::nullopt;
    if (!time) return refused("a time is a text like \"2026-10-03T10:00:00Z\"");
    return *time;
}

json::object show_clock(const ControlState& state, WallTime system) {
    return {{"now", format_rfc3339(state.clock.read(system))}, {"frozen", state.clock.is_frozen()}};
}

Result<json::object> change_clock(ControlState& state, ControlBody body, WallTime system) {
    const json::value set = body.take("set");
    const json::value advance = body.take("advance");
    const json::value freeze = body.take("freeze");
    TRYV(nothing_left(body));
    EmulatorClock changed = state.clock;
    if (!set.is_null()) {
        const auto time =
            set.is_string() ? parse_rfc3339(std::string_view(set.get_string())) : std::nullopt;
        if (!time) return refused("\"set\" is a time like \"2026-10-03T10:00:00Z\"");
        changed.set(*time, system);
    }
    if (!advance.is_null()) {
        TRY(const Duration by, read_span(advance));
        changed.advance(by);
    }
    if (!freeze.is_null()) {
        if (!freeze.is_bool()) return refused("\"freeze\" is a boolean");
        freeze.get_bool() ? changed.freeze(system) : changed.go_on(system);
    }
    state.clock = changed;
    state.model.advance(state.clock.read(system));
    return show_clock(state, system);
}

Result<json::object> reset(ControlState& state, ControlBody body) {
    const json::value seed = body.take("seed");
    TRYV(nothing_left(body));
    if (!seed.is_null() && !(seed.is_int64() && seed.get_int64() >= 0)) {
        return refused("\"seed\" is a number from 0");
    }
    state.model.reset(seed.is_null() ? std::nullopt
                                     : std::optional(static_cast<std::uint64_t>(seed.get_int64())));
    return json::object{{"reset", true}};
}

// The body is the list of rules, or an object with it as "faults".
Result<json::object> replace_faults(ControlState& state, const HttpRequest& request) {
    boost::json::error_code failure;
    json::value parsed = json::parse(request.body, failure);
    if (failure) return malformed("the body is not JSON");
    if (parsed.is_object()) {
        ControlBody body(std::move(parsed.get_object()));
        parsed = body.take("faults");
        TRYV(nothing_left(body));
    }
    if (!parsed.is_array()) return refused("\"faults\" is a list");
    TRY(auto rules, read_fault_rules(parsed.get_array()));
    state.model.faults().replace(std::move(rules));
    return json::object{{"faults", state.model.faults().as_json()}};
}

Result<json::object> change_options(ControlState& state, const HttpRequest& request) {
    boost::json::error_code failure;
    const json::value parsed = json::parse(request.body, failure);
    if (failure || !parsed.is_object()) return malformed("the body is not a JSON object");
    ModelOptions options = state.model.options();
    TRYV(apply_option_changes(options, parsed.get_object()));
    state.model.set_options(std::move(options));
    return options_as_json(state.model.options());
}

std::string_view word_of(Reachability reachability) {
    switch (reachability) {
        case Reachability::up:
            return "up";
        case Reachability::refusing:
            return "refuse";
        case Reachability::silent:
            return "silent";
    }
    return "";
}

json::object show_switches(const ControlState& state) {
    return {{"reachability", json::string(word_of(state.switches.reachability))},
            {"tls_mode", json::string(word_of_tls_mode(state.switches.tls_mode))},
            {"read_delay", format_duration(state.switches.read_delay)},
            {"idle_close", format_duration(state.switches.idle_close)},
            {"ignores_expect", state.switches.ignores_expect}};
}

Result<json::object> change_reachability(ControlState& state, ControlBody body) {
    const json::value down = body.take("down");
    const json::value mode = body.take("mode");
    TRYV(nothing_left(body));
    if (!down.is_bool()) return refused("\"down\" is a boolean");
    auto wanted = Reachability::refusing;
    if (mode == "silent") {
        wanted = Reachability::silent;
    } else if (!mode.is_null() && mode != "refuse") {
        return refused("\"mode\" is \"refuse\" or \"silent\"");
    }
    state.switches.reachability = down.get_bool() ? wanted : Reachability::up;
    return show_switches(state);
}

Result<json::object> change_front(ControlState& state, ControlBody body) {
    const json::value tls_mode = body.take("tls_mode");
    const json::value read_delay = body.take("read_delay");
    const json::value idle_close = body.take("idle_close");
    const json::value ignores_expect = body.take("ignores_expect");
    TRYV(nothing_left(body));
    FrontSwitches changed = state.switches;
    if (!tls_mode.is_null()) {
        const auto mode = tls_mode.is_string()
                              ? tls_mode_of_word(std::string_view(tls_mode.get_string()))
                              : std::nullopt;
        if (!mode) return refused("there is no such \"tls_mode\"");
        changed.tls_mode = *mode;
    }
    if (!read_delay.is_null()) {
        TRY(changed.read_delay, read_span(read_delay));
    }
    if (!idle_close.is_null()) {
        TRY(changed.idle_close, read_span(idle_close));
    }
    if (!ignores_expect.is_null()) {
        if (!ignores_expect.is_bool()) return refused("\"ignores_expect\" is a boolean");
        changed.ignores_expect = ignores_expect.get_bool();
    }
    state.switches = changed;
    return show_switches(state);
}

Result<KeyAccess> read_access(const json::value& word) {
    if (word == "valid") return KeyAccess::valid;
    if (word == "revoked") return KeyAccess::revoked;
    if (word == "forbidden") return KeyAccess::forbidden;
    return refused("\"access\" is \"valid\", \"revoked\" or \"forbidden\"");
}

Result<json::object> change_key(ControlState& state, ControlBody body, WallTime system) {
    const json::value name = body.take("key");
    const json::value word = body.take("access");
    const json::value moment = body.take("from");
    TRYV(nothing_left(body));
    TRY(const KeyAccess access, read_access(word));
    TRY(const WallTime from, read_moment(moment, state.clock.read(system)));
    if (!name.is_string() || !state.model.find_key(name.get_string())) {
        return refused("there is no such \"key\"");
    }
    state.model.set_key_access(name.get_string(), access, from);
    return json::object{{"key", name}, {"access", word}, {"from", format_rfc3339(from)}};
}

Result<json::object> change_page(ControlState& state, ControlBody body, WallTime system) {
    const json::value id = body.take("page");
    const json::value deleted = body.take("deleted");
    const json::value moment = body.take("from");
    TRYV(nothing_left(body));
    TRY(const WallTime from, read_moment(moment, state.clock.read(system)));
    const bool known =
        id.is_string() && std::ranges::any_of(state.model.pages(), [&](const auto& page) {
            return std::string_view(id.get_string()) == page.id;
        });
    if (!known) return refused("there is no such \"page\"");
    if (!deleted.is_bool()) return refused("\"deleted\" is a boolean");
    state.model.set_page_deleted(id.get_string(),
                                 deleted.get_bool() ? std::optional(from) : std::nullopt);
    return json::object{{"page", id}, {"deleted", deleted}};
}

Result<json::object> act_as_person(ControlState& state, const HttpRequest& request,
                                   WallTime system) {
    boost::json::error_code failure;
    const json::value parsed = json::parse(request.body, failure);
    if (failure || !parsed.is_object()) return malformed("the body is not a JSON object");
    TRY(const PersonAct act, read_person_act(parsed.get_object()));
    TRY(const std::string id, state.model.act(act, state.clock.read(system)));
    return json::object{{"id", id}};
}

Result<std::string> snapshot_name(ControlBody body) {
    const json::value name = body.take("name");
    TRYV(nothing_left(body));
    if (!name.is_string()) return refused("\"name\" is a text");
    return std::string(name.get_string());
}

Result<json::object> keep_snapshot(ControlState& state, ControlBody body) {
    TRY(const auto name, snapshot_name(std::move(body)));
    state.snapshots.insert_or_assign(name, state.model);
    return json::object{{"kept", name}};
}

Result<json::object> restore_snapshot(ControlState& state, ControlBody body) {
    TRY(const auto name, snapshot_name(std::move(body)));
    const auto found = state.snapshots.find(name);
    if (found == state.snapshots.end()) return refused("there is no snapshot \"" + name + "\"");
    state.model = found->second;
    return json::object{{"restored", name}};
}

Result<json::object> change(ControlState& state, const HttpRequest& request, WallTime system) {
    if (request.target == "/faults") return replace_faults(state, request);
    if (request.target == "/options") return change_options(state, request);
    if (request.target == "/person") return act_as_person(state, request, system);
    TRY(auto body, read_control_body(request));
    if (request.target == "/keys") return change_key(state, std::move(body), system);
    if (request.target == "/pages") return change_page(state, std::move(body), system);
    if (request.target == "/clock") return change_clock(state, std::move(body), system);
    if (request.target == "/reset") return reset(state, std::move(body));
    if (request.target == "/down") return change_reachability(state, std::move(body));
    if (request.target == "/front") return change_front(state, std::move(body));
    if (request.target == "/snapshot") return keep_snapshot(state, std::move(body));
    if (request.target == "/restore") return restore_snapshot(state, std::move(body));
    return unavailable("not found");
}

HttpResponse read(ControlState& state, const HttpRequest& request, WallTime system) {
    state.model.advance(state.clock.read(system));
    const StatuspageModel& model = state.model;
    if (request.target == "/journal") return show(200, model.journal().as_json());
    if (request.target == "/state") return show(200, model.state_as_json());
    if (request.target == "/notifications")
        return show(200, model.journal().notifications_as_json());
    if (request.target == "/assertions") return show(200, findings_as_json(model.findings()));
    if (request.target == "/faults") {
        return show(200, json::object{{"faults", model.faults().as_json()}});
    }
    if (request.target == "/options") return show(200, options_as_json(model.options()));
    if (request.target == "/clock") return show(200, show_clock(state, system));
    if (request.target == "/front") return show(200, show_switches(state));
    return refuse(404, "not found");
}

}  // namespace

HttpResponse answer_control(ControlState& state, const HttpRequest& request, WallTime system) {
    if (request.method == "GET") return read(state, request, system);
    if (request.method != "POST") return refuse(405, "GET or POST");
    const auto changed = change(state, request, system);
    if (changed) return show(200, changed.value());
    switch (changed.error().code) {
        case ErrorCode::malformed:
            return refuse(400, changed.error().message);
        case ErrorCode::unavailable:
            return refuse(404, changed.error().message);
        default:
            return refuse(422, changed.error().message);
    }
}

}  // namespace tocsin
