// describe: what a record consists of, said once for writing, reading and testing.
//
//     describe(archive, state)   calls   archive("status", state.status), archive("name", …), …
//
// An archive writes the fields, reads them, or fills them for a test (tests/store); so the two
// directions cannot differ.  Each function takes its record apart with a structured binding: a
// field that is added to the record and not here does not compile.
#pragma once

#include <concepts>
#include <type_traits>

#include "domain/call.hpp"
#include "domain/delivery.hpp"
#include "domain/incident.hpp"
#include "domain/page_state.hpp"
#include "domain/webhook.hpp"

namespace tocsin {

// A T that may be const: one function serves writing and reading.
template <class Given, class T>
concept Any = std::same_as<std::remove_const_t<Given>, T>;

template <class Archive, Any<MaintenancePlan> Plan>
void describe(Archive& archive, Plan& plan) {
    auto& [starts_at, ends_at, remind_prior, auto_start, auto_complete, under_maintenance] = plan;
    archive("starts_at", starts_at);
    archive("ends_at", ends_at);
    archive("remind_prior", remind_prior);
    archive("auto_start", auto_start);
    archive("auto_complete", auto_complete);
    archive("under_maintenance", under_maintenance);
}

template <class Archive, Any<PageState> State>
void describe(Archive& archive, State& state) {
    auto& [status, impact, name, body, claims, concerned, maintenance, text, notice, tweet] = state;
    archive("status", status);
    archive("impact", impact);
    archive("name", name);
    archive("body", body);
    archive("claims", claims);
    archive("concerned", concerned);
    archive("maintenance", maintenance);
    archive("text", text);
    archive("notice", notice);
    archive("tweet", tweet);
}

template <class Archive, Any<Dues> Due>
void describe(Archive& archive, Due& dues) {
    auto& [open, text, severity_down, claims, gone, hold, close, token, approval, unmute] = dues;
    archive("open", open);
    archive("text", text);
    archive("severity_down", severity_down);
    archive("claims", claims);
    archive("gone", gone);
    archive("hold", hold);
    archive("close", close);
    archive("token", token);
    archive("approval", approval);
    archive("unmute", unmute);
}

template <class Archive, Any<Proposal> Text>
void describe(Archive& archive, Text& proposal) {
    auto& [name, body, notify, tweet, severity, maintenance, asked_at] = proposal;
    archive("name", name);
    archive("body", body);
    archive("notify", notify);
    archive("tweet", tweet);
    archive("severity", severity);
    archive("maintenance", maintenance);
    archive("asked_at", asked_at);
}

template <class Archive, Any<OrderMark> Mark>
void describe(Archive& archive, Mark& mark) {
    auto& [name, content, is_keyed] = mark;
    archive("name", name);
    archive("content", content);
    archive("is_keyed", is_keyed);
}

template <class Archive, Any<OrderRecord> Record>
void describe(Archive& archive, Record& record) {
    auto& [mark, page, taken_at, is_refused] = record;
    archive("mark", mark);
    archive("page", page);
    archive("taken_at", taken_at);
    archive("is_refused", is_refused);
}

template <class Archive, Any<Marker> Mark>
void describe(Archive& archive, Mark& marker) {
    auto& [key, generation, attempt] = marker;
    archive("key", key);
    archive("generation", generation);
    archive("attempt", attempt);
}

template <class Archive, Any<CreateCall> Call>
void describe(Archive& archive, Call& call) {
    auto& [marker, status, name, body, impact, component_ids, components, notify, maintenance,
           tweet_maintenance, backfill_date] = call;
    archive("marker", marker);
    archive("status", status);
    archive("name", name);
    archive("body", body);
    archive("impact", impact);
    archive("component_ids", component_ids);
    archive("components", components);
    archive("notify", notify);
    archive("maintenance", maintenance);
    archive("tweet_maintenance", tweet_maintenance);
    archive("backfill_date", backfill_date);
}

template <class Archive, Any<UpdateCall> Call>
void describe(Archive& archive, Call& call) {
    auto& [incident, status, name, body, impact, component_ids, components, notify, maintenance] =
        call;
    archive("incident", incident);
    archive("status", status);
    archive("name", name);
    archive("body", body);
    archive("impact", impact);
    archive("component_ids", component_ids);
    archive("components", components);
    archive("notify", notify);
    archive("maintenance", maintenance);
}

template <class Archive, Any<ComponentCall> Call>
void describe(Archive& archive, Call& call) {
    auto& [component, status] = call;
    archive("component", component);
    archive("status", status);
}

template <class Archive, Any<TweetCall> Call>
void describe(Archive& archive, Call& call) {
    auto& [incident, update] = call;
    archive("incident", incident);
    archive("update", update);
}

template <class Archive, Any<ReadIncident> Call>
void describe(Archive& archive, Call& call) {
    auto& [incident] = call;
    archive("incident", incident);
}

template <class Archive, Any<ListIncidents> Call>
void describe(Archive& archive, Call& call) {
    auto& [list, page] = call;
    archive("list", list);
    archive("page", page);
}

template <class Archive, Any<ListComponents> Call>
void describe(Archive& archive, Call& call) {
    auto& [page] = call;
    archive("page", page);
}

template <class Archive, Any<ReadPage> Call>
void describe(Archive&, Call&) {
    static_assert(std::is_empty_v<ReadPage>);
}

template <class Archive, Any<Intent> What>
void describe(Archive& archive, What& intent) {
    auto& [call, what, target, state, prepared_at, sent_at, looks, looked_at] = intent;
    archive("call", call);
    archive("what", what);
    archive("target", target);
    archive("state", state);
    archive("prepared_at", prepared_at);
    archive("sent_at", sent_at);
    archive("looks", looks);
    archive("looked_at", looked_at);
}

template <class Archive, Any<DeadLetter> Letter>
void describe(Archive& archive, Letter& letter) {
    auto& [target, operation, code, reason, attempts, at] = letter;
    archive("target", target);
    archive("operation", operation);
    archive("code", code);
    archive("reason", reason);
    archive("attempts", attempts);
    archive("at", at);
}

template <class Archive, Any<ComponentRecord> Record>
void describe(Archive& archive, Record& record) {
    auto& [found, found_listed, written, maybe_written] = record;
    archive("found", found);
    archive("found_listed", found_listed);
    archive("written", written);
    archive("maybe_written", maybe_written);
}

// ---- Rows: what of them has no column of its own (tables.cpp has the columns) -----------------

template <class Archive, Any<Incident> Row>
void describe_detail(Archive& archive, Row& row) {
    auto& [id, key, merged_keys, page, rule, rule_version, kind, group_labels, phase, standing,
           held_by, proposal, is_waived, is_timed_out, is_ended_by_hand, is_flapping, severity,
           worst, created_at, started_at, opened_at, gone_at, resolved_at, updated_at, text_at,
           text_reasons, predecessor, backfill_date, publish_over, order, desired, dues, reason] =
        row;
    archive("merged_keys", merged_keys);
    archive("held_by", held_by);
    archive("proposal", proposal);
    archive("is_waived", is_waived);
    archive("is_timed_out", is_timed_out);
    archive("is_ended_by_hand", is_ended_by_hand);
    archive("is_flapping", is_flapping);
    archive("started_at", started_at);
    archive("gone_at", gone_at);
    archive("text_at", text_at);
    archive("text_reasons", text_reasons);
    archive("predecessor", predecessor);
    archive("backfill_date", backfill_date);
    archive("publish_over", publish_over);
    archive("order", order);
    archive("desired", desired);
    archive("dues", dues);
}

template <class Archive, Any<DeliveryRecord> Row>
void describe_detail(Archive& archive, Row& row) {
    auto& [incident, page, statuspage_id, acknowledged, attempt, intent, failures, failing_since,
           next_try_at, dead_letter, tweet_update, own_updates, resent, bare_resolve, gone, over] =
        row;
    archive("acknowledged", acknowledged);
    archive("attempt", attempt);
    archive("intent", intent);
    archive("dead_letter", dead_letter);
    archive("tweet_update", tweet_update);
    archive("own_updates", own_updates);
    archive("bare_resolve", bare_resolve);
}

template <class Archive, Any<PageRecord> Row>
void describe_detail(Archive& archive, Row& row) {
    auto& [page, components, parked_until, parked_why, place] = row;
    archive("components", components);
    archive("place", place);
}

template <class Archive, Any<BucketRecord> Row>
void describe_detail(Archive& archive, Row& row) {
    auto& [bucket, begun, blocked_until, parked_until, parked_why, failures, breaker_until, slots] =
        row;
    archive("begun", begun);
}

template <class Archive, Any<OpeningRecord> Row>
void describe_detail(Archive& archive, Row& row) {
    auto& [key, opened, is_flapping, quiet_since, forget_at] = row;
    archive("opened", opened);
}

template <class Archive, Any<Absence> Row>
void describe_detail(Archive& archive, Row& row) {
    auto& [source, asked_at, alerts] = row;
    archive("asked_at", asked_at);
    archive("alerts", alerts);
}

}  // namespace tocsin
