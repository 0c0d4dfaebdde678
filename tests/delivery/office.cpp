#include "tests/delivery/office.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace tocsin {
namespace json = boost::json;
namespace {

constexpr WallTime start_time{std::chrono::hours(24 * 365 * 56)};
constexpr std::size_t steps_max = 20'000;

std::string page_in(const std::string& target) {
    return target.substr(std::string("/v1/pages/").size(), 12);
}

}  // namespace

std::string Office::Asked::at_body(const char* pointer) const {
    boost::system::error_code error;
    const json::value body = json::parse(request.body, error);
    if (error) return "(absent)";
    const json::value* value = body.find_pointer(pointer, error);
    if (value == nullptr) return "(absent)";
    return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
}

Office::Office(ModelOptions model) : clock(start_time), page(std::move(model), 1) {
    page.add_page("page00000001", "Ours");
    page.add_component("page00000001", "API", api.value);
    page.add_component("page00000001", "Web", web.value);
    page.add_page("page00000002", "Ours too");
    page.add_key("ours", "key-of-ours", {"page00000001", "page00000002"});
    page.add_key("person", "key-of-person", {"page00000001", "page00000002"});
    options.bucket = BucketName("main");
    DeliveryPage one;
    one.name = PageName("main");
    one.address = {"/v1", PageId("page00000001"), Secret("key-of-ours")};
    one.transport = std::shared_ptr<Transport>(std::shared_ptr<void>(), this);
    options.pages = {one};
}

DeliveryHooks Office::hooks() {
    DeliveryHooks hooks;
    hooks.found = [this](Sequence, const Finding& finding) { found.push_back(finding); };
    hooks.attempted = [this](const Attempt& attempt) {
        if (std::exchange(is_out_of_memory, false)) throw std::bad_alloc();
        attempts.push_back(attempt);
    };
    hooks.step = [this](const PageName&, const std::optional<IncidentId>& id, Reason reason,
                        const std::string& detail) {
        steps.push_back({reason, id, detail});
    };
    hooks.gave_up = [this](const PageName&, const IncidentId&, Reason, const std::string& why) {
        gave_up.push_back(why);
    };
    hooks.drifted = [this](const PageName&, std::string_view kind) { drifted.emplace_back(kind); };
    hooks.problem = [this](const std::string& problem) { problems.push_back(problem); };
    return hooks;
}

void Office::start() {
    deliveries.clear();
    delivery.emplace(store, clock, deliveries, options, hooks(), Rng(7));
    delivery->start(store.ledger());
}

void Office::restart(Duration down) {
    store.crash();
    under_way_.reset();
    delivery.reset();
    clock.move_to(clock.wall() + down);
    start();
}

Incident Office::open_incident(int number, ComponentStates claims) {
    const std::string digits = std::to_string(1000 + number);
    Incident incident;
    incident.id = IncidentId("01ARZ3NDEKTSV4RRFFQ69G" + digits);
    incident.key = IncidentKey("0011223344556677889900aabbcc" + digits);
    incident.page = PageName("main");
    incident.rule = RuleName("rule");
    incident.phase = Phase::open;
    incident.standing = Standing::public_;
    incident.desired.name = "Trouble " + digits;
    for (const auto& [id, status] : claims) incident.desired.concerned.insert(id);
    incident.desired.claims = std::move(claims);
    return incident;
}

void Office::record(const Incident& incident) {
    Changes changes;
    changes.incidents = {incident};
    const bool held = std::exchange(is_store_held, false);
    store.commit(std::move(changes), [](const Result<void>&) {});
    store.pump();
    is_store_held = held;
    delivery->take({incident});
}

void Office::say(Incident& incident, IncidentStatus status, std::string body) {
    incident.desired.status = status;
    incident.desired.body = std::move(body);
    ++incident.desired.text;
    ++incident.desired.notice;
    incident.updated_at = clock.wall();
    if (is_final(status)) {
        incident.phase = Phase::resolved;
        incident.gone_at = clock.wall();
        incident.desired.claims.clear();
    }
    record(incident);
}

void Office::fall_quiet(Incident& incident) {
    incident.standing = Standing::quiet;
    incident.desired.claims.clear();
}

Incident Office::delivered(int number, ComponentStates claims) {
    if (!delivery) start();
    Incident incident = open_incident(number, std::move(claims));
    say(incident, IncidentStatus::investigating, "We are looking at it.");
    work_until([&] { return word_of(incident) == "acknowledged"; });
    return incident;
}

bool Office::step(WallTime until) {
    if (!is_store_held && store.waiting() > 0) return store.complete_next();
    if (under_way_ && !is_answer_held) return answer(), true;
    const auto due = delivery->next_due();
    if (!due || *due > until) return false;
    clock.move_to(*due);
    delivery->pump();
    return true;
}

void Office::work(Duration span) {
    const WallTime until = clock.wall() + span;
    std::size_t count = 0;
    while (step(until) && ++count < steps_max) {
    }
    ASSERT_LT(count, steps_max) << "it never comes to rest";
    clock.move_to(until);
}

void Office::work_until(const std::function<bool()>& enough) {
    const WallTime until = clock.wall() + std::chrono::hours(1);
    while (!enough()) {
        if (!step(until)) {
            ADD_FAILURE() << "came to rest too early";
            return;
        }
    }
}

void Office::exchange(HttpRequest request, Duration, Done done) {
    ASSERT_FALSE(under_way_) << "two requests with one key at once";
    inspect(request);
    asked.push_back({clock.wall(), request});
    under_way_.emplace(std::move(request), std::move(done));
}

void Office::inspect(const HttpRequest& request) {
    const Asked now{clock.wall(), request};
    const auto bucket = store.ledger().buckets.find(options.bucket);
    ASSERT_NE(bucket, store.ledger().buckets.end()) << request.target;
    EXPECT_EQ(bucket->second.begun.back(), clock.wall()) << "its slot is not durable";
    if (request.target.find("/incidents/unresolved?page=1&") != std::string::npos)
        read_at_[page_in(request.target)] = clock.wall();
    if (!now.is_write()) return;
    const auto read_at = read_at_.find(page_in(request.target));
    ASSERT_NE(read_at, read_at_.end()) << "the page was never read: " << request.target;
    EXPECT_LE(clock.wall() - read_at->second, std::chrono::seconds(30)) << request.target;
    if (request.target.find("/incidents") == std::string::npos) return;
    const bool says = now.at_body("/incident/deliver_notifications") != "(absent)" ||
                      now.at_body("/incident_update/deliver_notifications") != "(absent)";
    EXPECT_TRUE(says) << request.body;
    const auto& rows = store.ledger().deliveries;
    const bool is_on_record = std::any_of(rows.begin(), rows.end(), [&](const auto& entry) {
        const auto& intent = entry.second.intent;
        if (!intent || intent->state != IntentState::sent) return false;
        return std::any_of(options.pages.begin(), options.pages.end(), [&](const auto& one) {
            return one.name == entry.second.page &&
                   to_request(one.address, intent->what) == request;
        });
    });
    EXPECT_TRUE(is_on_record || may_write_bare) << "no durable intent: " << request.body;
}

Result<HttpResponse> Office::answer_to(const HttpRequest& request) {
    if (is_unreachable) return unavailable("connection refused");
    if (twist) {
        if (auto instead = twist(request)) return *std::move(instead);
    }
    Verdict verdict = page.handle(request, clock.wall());
    if (verdict.fault != Fault::none) return unknown_outcome("connection reset");
    return std::move(verdict.response);
}

void Office::answer() {
    auto [request, done] = std::move(*under_way_);
    under_way_.reset();
    clock.move_to(clock.wall() + std::chrono::milliseconds(100));
    try {
        done(answer_to(request));
    } catch (const std::bad_alloc&) {  // The loop says so and goes on.
        problems.emplace_back("out of memory");
    }
}

HttpResponse Office::person(std::string method, const std::string& path, std::string body) {
    HttpRequest request;
    request.method = std::move(method);
    request.target = "/v1/pages/page00000001" + path;
    request.headers.add("Authorization", "OAuth key-of-person");
    if (!body.empty()) request.headers.add("Content-Type", "application/json");
    request.body = std::move(body);
    HttpResponse response = page.answer(request, clock.wall());
    EXPECT_LT(response.status, 300U) << response.body;
    return response;
}

std::vector<Office::Asked> Office::writes() const {
    std::vector<Asked> writes;
    std::copy_if(asked.begin(), asked.end(), std::back_inserter(writes),
                 [](const Asked& one) { return one.is_write(); });
    return writes;
}

std::size_t Office::said(Reason reason) const {
    return static_cast<std::size_t>(std::count_if(
        steps.begin(), steps.end(), [&](const Step& one) { return one.reason == reason; }));
}

const EmulatedIncident& Office::shown(const Incident& incident) const {
    static const EmulatedIncident none;
    const EmulatedIncident* only = nullptr;
    for (const EmulatedIncident& one : page.incidents("page00000001")) {
        if (json::serialize(one.metadata).find(incident.id.value) == std::string::npos) continue;
        if (only != nullptr) ADD_FAILURE() << "two incidents of " << incident.id.value;
        only = &one;
    }
    if (only == nullptr) ADD_FAILURE() << "no incident of " << incident.id.value;
    return only == nullptr ? none : *only;
}

std::string Office::status_of(const ComponentId& component) const {
    for (const EmulatedComponent& one : page.components("page00000001")) {
        if (one.id == component.value) return one.status;
    }
    return "(absent)";
}

}  // namespace tocsin
