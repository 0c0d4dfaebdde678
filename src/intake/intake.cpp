#include "intake/intake.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/crash_point.hpp"
#include "base/ulid.hpp"
#include "decode/order.hpp"
#include "intake/order_answers.hpp"
#include "net/problem.hpp"

namespace tocsin {
namespace {

constexpr std::string_view root = "/webhooks/";
constexpr Duration store_retry_after = std::chrono::seconds(5);

// "/webhooks/NAME[/REST][?QUERY]"; the name decoded.
struct Path {
    std::string source;
    std::string_view rest;
};

std::optional<Path> split(std::string_view target) {
    target = target.substr(0, target.find('?'));
    target.remove_prefix(root.size());
    const std::size_t slash = target.find('/');
    const auto source = percent_decode(target.substr(0, slash), false);
    if (!source) return std::nullopt;
    return Path{*source,
                slash == std::string_view::npos ? std::string_view() : target.substr(slash + 1)};
}

// What stands behind the source's name.
struct Rest {
    std::string token;  // Empty: none.
    std::optional<PageId> page{};
};

std::optional<Rest> with_token(std::string_view token, std::optional<PageId> page = {}) {
    auto decoded = percent_decode(token, false);
    if (!decoded) return std::nullopt;
    return Rest{std::move(*decoded), std::move(page)};
}

// Kind prometheus is reached where Alertmanager's API would be, for Prometheus itself adds the end
// of the path; kind statuspage where Statuspage's would be.
std::optional<Rest> read_rest(std::string_view rest, SenderKind kind) {
    if (kind == SenderKind::statuspage) {
        const auto path = split_order_path(rest);
        return path ? with_token(path->token, path->page) : std::nullopt;
    }
    if (kind == SenderKind::prometheus) {
        for (const std::string_view api : {"api/v1/alerts", "api/v2/alerts"}) {
            if (!rest.ends_with(api)) continue;
            const std::string_view before = rest.substr(0, rest.size() - api.size());
            if (before.empty()) return Rest{};
            if (before.ends_with('/')) return with_token(before.substr(0, before.size() - 1));
        }
    }
    return with_token(rest);
}

HttpResponse not_allowed(SenderKind kind) {
    const bool orders = kind == SenderKind::statuspage;
    HttpResponse response = orders ? problem(405, "incidents are created by POST")
                                   : problem(405, "webhooks are sent by POST or PUT");
    response.headers.add("Allow", orders ? "POST" : "POST, PUT");
    return response;
}

bool is_allowed(const std::string& method, SenderKind kind) {
    return method == "POST" || (method == "PUT" && kind != SenderKind::statuspage);
}

HttpResponse unauthorised() {
    HttpResponse response = problem(401, "credentials are missing or wrong");
    response.headers.add("WWW-Authenticate", "Bearer realm=\"tocsin\", Basic realm=\"tocsin\"");
    return response;
}

HttpResponse accepted(const WebhookId& id, std::size_t alerts) {
    return {200,
            {{"Content-Type", "application/json"}},
            fmt::format(R"({{"status":"accepted","id":"{}","alerts":{}}})", id.value, alerts)};
}

std::size_t count_firing(const AlertGroup& group) {
    return static_cast<std::size_t>(
        std::count_if(group.alerts.begin(), group.alerts.end(),
                      [](const Alert& alert) { return alert.state == AlertState::firing; }));
}

}  // namespace

Intake::Intake(Store& store, const Clock& clock, Metrics& metrics, Log& log, IntakeHooks hooks,
               Rng rng)
    : store_(store),
      clock_(clock),
      metrics_(metrics),
      log_(log),
      hooks_(std::move(hooks)),
      rng_(rng) {}

void Intake::configure(std::map<SourceName, IntakeSource> sources) {
    std::map<SourceName, std::shared_ptr<Source>> configured;
    while (!sources.empty()) {
        auto source = sources.extract(sources.begin());
        const SourceName& name = source.key();
        const auto old = sources_.find(name);
        const auto refused = old == sources_.end() ? std::nullopt : old->second->refused_since;
        const RateGate gate(source.mapped().rate_limit, clock_.steady());
        configured.emplace(name, std::make_shared<Source>(
                                     Source{name, std::move(source.mapped()), gate, refused}));
    }
    for (const auto& [name, source] : sources_) {
        if (!configured.contains(name)) metrics_.source_removed(name);
    }
    for (const auto& [name, source] : configured)
        metrics_.source_configured(name, source->config.expected, clock_.wall());
    sources_ = std::move(configured);
}

bool Intake::owns(std::string_view target) {
    return target.starts_with(root);
}

std::optional<WallTime> Intake::oldest_under_way() const {
    if (under_way_.empty()) return std::nullopt;
    return *under_way_.begin();
}

HeaderVerdict Intake::on_header(const RequestHead& head) {
    const auto path = split(head.target);
    const auto found = path ? sources_.find(SourceName(path->source)) : sources_.end();
    if (found == sources_.end()) return problem(404, "no such source");
    const SenderKind kind = found->second->config.decode.kind;
    const auto rest = read_rest(path->rest, kind);
    if (!rest) return problem(404, "no such source");
    if (!is_allowed(head.method, kind)) return not_allowed(kind);
    HeaderVerdict verdict = judge_source(found->second, head, rest->token, rest->page);
    if (const auto* answered = std::get_if<HttpResponse>(&verdict))
        metrics_.webhook_request(found->first, answered->status);
    return verdict;
}

HeaderVerdict Intake::judge_source(const std::shared_ptr<Source>& source, const RequestHead& head,
                                   std::string_view token, const std::optional<PageId>& page) {
    const IntakeSource& config = source->config;
    const std::string_view query = query_of(head.target);
    Ticket ticket{source, std::string(root) + percent_encode(source->name.value)};
    const Offer offer{head.headers, token, query, head.client_names};
    if (!config.unauthenticated && !is_authentic(config.credentials, offer)) {
        ticket.is_signed = may_be_signed(config.credentials, head.headers, hooks_.system_now());
        if (!ticket.is_signed) return turn_away(*source, head.peer);
    }
    const bool takes_token =
        std::any_of(config.credentials.begin(), config.credentials.end(),
                    [](const Credential& one) { return one.kind == Credential::Kind::path_token; });
    if (!token.empty() && !takes_token) return problem(404, "no such path");
    if (page) {
        if (!config.decode.pages->contains(*page))
            return problem(404, "no page of this id is configured");
        ticket.target += order_path(*page);
    }
    if (!ticket.is_signed) {
        // Nobody who has proven nothing yet uses up what the source may send.
        if (auto refusal = refusal_now(*source)) return std::move(*refusal);
    }
    const std::string kept_query = query_without_tokens(config.credentials, query);
    if (!kept_query.empty()) ticket.target += "?" + kept_query;
    return Proceed{config.body_bytes_max, std::move(ticket)};
}

// The same answer for each cause.
Rebuff Intake::turn_away(Source& source, const std::string& peer) {
    metrics_.webhook_request(source.name, 401);
    metrics_.webhook_rejected(source.name, "unauthenticated");
    log_.warn("intake", "webhook unauthenticated: credentials are missing or wrong",
              {{"source", source.name}, {"peer", peer}});
    return {unauthorised(), failures_.fail(peer, clock_.steady())};
}

// 503, if nothing can be taken of this source now.
std::optional<HttpResponse> Intake::refusal_now(Source& source) {
    if (const std::string why = hooks_.refusal(); !why.empty())
        return refuse(source, why, store_retry_after);
    if (const Duration wait = source.gate.pass(clock_.steady()); wait > Duration(0)) {
        metrics_.webhook_rejected(source.name, "rate_limited");
        return refuse(source, "over the rate limit of this source", wait);
    }
    return std::nullopt;
}

HttpResponse Intake::refuse(Source& source, std::string_view why, Duration retry_after) {
    if (!source.refused_since) source.refused_since = clock_.wall();
    hooks_.refused(source.name);
    return not_now(why, retry_after);
}

void Intake::on_request(Exchange exchange) {
    const Ticket ticket = std::any_cast<Ticket>(exchange.state);
    const std::shared_ptr<Source> source = ticket.source;
    const Headers& headers = exchange.head->headers;
    const WallTime now = clock_.wall();
    Webhook webhook;
    webhook.id = WebhookId(make_ulid(now, std::to_string(rng_.next())));
    webhook.source = source->name;
    webhook.received_at = now;
    webhook.envelope.content_type = std::string(headers.find("Content-Type").value_or(""));
    webhook.envelope.target = ticket.target;
    webhook.envelope.body = std::move(exchange.body);
    for (const std::string& name : source->config.headers_kept) {
        if (const auto value = headers.find(name))
            webhook.envelope.kept.add(name, std::string(*value));
    }
    if (ticket.is_signed) {
        const auto found = find_signature(source->config.credentials, headers,
                                          webhook.envelope.body, hooks_.system_now());
        if (!found) return exchange.respond(turn_away(*source, exchange.head->peer));
        if (auto refusal = refusal_now(*source))
            return answer(*source, exchange.respond, std::move(*refusal));
        webhook.replay_mark = found->mark;
        if (found->mark && answer_replay(source, *found->mark, webhook, exchange.respond)) return;
    }
    take(source, std::move(webhook), exchange.respond);
}

// Whether the request is a replay, which is answered and changes nothing.
bool Intake::answer_replay(const std::shared_ptr<Source>& source, const ReplayMark& mark,
                           const Webhook& replay, const Responder& respond) {
    const auto first = replays_.find(source->name, mark, hooks_.system_now());
    if (!first) return false;
    const auto group = decode(source->config.decode, replay.envelope, replay.received_at);
    const std::size_t alerts = group ? group.value().alerts.size() : 0;
    log_.warn("intake", "a signed webhook came once more and changes nothing",
              {{"source", source->name}, {"id", *first}});
    const auto say = [this, source, id = *first, alerts, respond](bool stored) {
        answer(*source, respond,
               stored ? accepted(id, alerts)
                      : refuse(*source, "not stored, try again", store_retry_after));
    };
    if (!replays_.wait(source->name, mark, say)) say(true);
    return true;
}

void Intake::take(const std::shared_ptr<Source>& source, Webhook webhook,
                  const Responder& respond) {
    const WallTime now = webhook.received_at;
    auto said = decode_webhook(source->config.decode, webhook.envelope, now);
    if (!said) {
        const unsigned code = said.error().code == ErrorCode::malformed ? 400 : 422;
        return reject(*source, std::move(webhook), code, said.error().message, respond);
    }
    const WebhookId id = webhook.id;
    const auto mark = webhook.replay_mark;
    if (mark) replays_.begin(source->name, *mark, id);
    under_way_.insert(now);
    store_.append(
        std::move(webhook), [this, source, id, now, mark, respond,
                             decoded = std::move(said).value()](Result<Sequence> stored) mutable {
            under_way_.erase(under_way_.find(now));
            if (hooks_.store_took) hooks_.store_took(static_cast<bool>(stored));
            if (mark) replays_.settle(source->name, *mark, static_cast<bool>(stored));
            if (stored) {
                return std::visit(
                    [&](auto& what) {
                        accept(source, id, now, std::move(what), stored.value(), respond);
                    },
                    decoded);
            }
            metrics_.webhook_rejected(source->name, "not_stored");
            log_.error("intake", "webhook not stored, the sender was told to try again",
                       {{"source", source->name}, {"err", stored.error().message}});
            answer(*source, respond, refuse(*source, "not stored, try again", store_retry_after));
        });
}

void Intake::accept(const std::shared_ptr<Source>& source, const WebhookId& id,
                    WallTime received_at, AlertGroup group, Sequence sequence,
                    const Responder& respond) {
    crash_point("intake.stored");
    answer(*source, respond, accepted(id, group.alerts.size()));
    const std::size_t firing = count_firing(group);
    metrics_.webhook_alerts(source->name, firing, group.alerts.size() - firing);
    if (log_.enabled(LogLevel::debug)) {
        log_.debug("intake", "webhook stored",
                   {{"source", source->name}, {"id", id}, {"alerts", group.alerts.size()}});
    }
    say_what_was_left_out(source->name, id, group);
    note_accepted(*source, received_at);
    hooks_.stored(sequence, source->name, received_at, std::move(group));
}

void Intake::accept(const std::shared_ptr<Source>& source, const WebhookId& id,
                    WallTime received_at, CreateOrder order, Sequence sequence,
                    const Responder& respond) {
    crash_point("intake.stored");
    log_.info("intake", "an order of an incident is stored",
              {{"source", source->name}, {"id", id}, {"page", order.page}});
    note_accepted(*source, received_at);
    hooks_.stored(sequence, source->name, received_at, std::move(order));
    hooks_.ordered(sequence, id, source->config.wait,
                   [this, source, respond](HttpResponse response) {
                       answer(*source, respond, std::move(response));
                   });
}

void Intake::note_accepted(Source& source, WallTime received_at) {
    metrics_.webhook_received(source.name, source.config.expected, received_at);
    if (!source.refused_since) return;
    hooks_.heard_again(source.name, *source.refused_since);
    source.refused_since.reset();
}

// The webhook is stored whole; what of it the engine will not see is told here or nowhere.
void Intake::say_what_was_left_out(const SourceName& source, const WebhookId& id,
                                   const AlertGroup& group) {
    struct LeftOut {
        std::uint32_t count;
        std::string_view why;
        LogLevel level;
        std::string_view sentence;
    };
    const std::array<LeftOut, 5> kinds{{
        {group.truncated_count, "truncated", LogLevel::warn,
         "a webhook lacks alerts: its sender or max_alerts cut them off"},
        {group.unusable_count, "unusable", LogLevel::warn,
         "some alerts of a webhook cannot be used"},
        {group.missing_count, "missing", LogLevel::warn,
         "some alerts of a webhook are over for a reason that proves nothing: they go on firing"},
        {group.unlisted_count, "unlisted", LogLevel::warn,
         "some alerts of a webhook are ignored: their state is absent or in no list"},
        {group.ignored_count, "ignored", LogLevel::info,
         "some alerts of a webhook, or all of it, are ignored as their source is meant to"},
    }};
    for (const LeftOut& one : kinds) {
        if (one.count == 0) continue;
        metrics_.webhook_alerts_left_out(source, one.why, one.count);
        const std::array<LogField, 3> fields{
            {{"source", source}, {"id", id}, {"count", one.count}}};
        log_.write(one.level, "intake", one.sentence, fields);
    }
}

void Intake::reject(const Source& rejected, Webhook webhook, unsigned code,
                    const std::string& reason, const Responder& respond) {
    const SourceName source = webhook.source;
    metrics_.webhook_request(source, code);
    metrics_.webhook_rejected(source, code == 400 ? "malformed" : "not_understood");
    log_.warn("intake", "webhook rejected and kept",
              {{"source", source}, {"id", webhook.id}, {"code", code}, {"err", reason}});
    store_.reject({std::move(webhook), code, reason}, [this, source](Result<void> kept) {
        if (kept) return;
        log_.error("intake", "a rejected webhook could not be kept",
                   {{"source", source}, {"err", kept.error().message}});
    });
    const bool is_order = rejected.config.decode.kind == SenderKind::statuspage;
    respond(is_order ? order_refused(code, reason) : problem(code, reason));
}

void Intake::answer(Source& source, const Responder& respond, HttpResponse response) {
    metrics_.webhook_request(source.name, response.status);
    respond(std::move(response));
}

}  // namespace tocsin
