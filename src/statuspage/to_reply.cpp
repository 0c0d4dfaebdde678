// to_reply: the one place that says whether something happened at the page.
//
// An error that forgets that a call may have been applied makes a second public incident; one that
// forgets that it was not loses an outage.  So three groups are kept apart:
//
//   certainly applied      2xx whose body is what was asked for
//   certainly not applied  no byte left; 420, 429; 401, 403, 404, 3xx; 400, 422 and most other 4xx
//   unknown                all else: reset, time-out, 5xx, a 2xx that cannot be read, and 408 and
//                          425, with which something between us and the page gave up half-way
#include <fmt/format.h>

#include <exception>

#include "base/text.hpp"
#include "statuspage/complaint.hpp"
#include "statuspage/page_answer.hpp"
#include "statuspage/protocol.hpp"
#include "statuspage/retry_after.hpp"

namespace tocsin {
namespace {

Unknown unreadable(std::string_view what) {
    return Unknown{fmt::format("the answer is no {} that was asked for", what)};
}

// What a 2xx means for each kind of call.
struct Reading {
    const std::string& body;
    const PageId& page;

    PageReply operator()(const CreateCall& call) const {
        auto incident = read_incident(body, page);
        if (!incident) return unreadable("incident");
        // Where metadata is not returned at all, the name has to do.
        const bool ours = incident->marker ? *incident->marker == call.marker
                                           : trim(incident->name) == trim(call.name);
        if (!ours) return Unknown{"the answer is about an incident that we did not create"};
        return Accepted{*std::move(incident)};
    }
    PageReply operator()(const UpdateCall& call) const { return incident_of_id(call.incident); }
    PageReply operator()(const ReadIncident& call) const { return incident_of_id(call.incident); }
    PageReply operator()(const ComponentCall& call) const {
        return thing_of_id(call.component.value, "component");
    }
    PageReply operator()(const TweetCall& call) const {
        return thing_of_id(call.update.value, "incident update");
    }
    PageReply operator()(const ListIncidents&) const {
        auto incidents = read_incidents(body, page);
        if (!incidents) return unreadable("list of incidents");
        return Accepted{*std::move(incidents)};
    }
    PageReply operator()(const ListComponents&) const {
        auto components = read_components(body);
        if (!components) return unreadable("list of components");
        return Accepted{*std::move(components)};
    }
    PageReply operator()(const ReadPage&) const {
        auto details = read_page(body, page);
        if (!details) return unreadable("page");
        return Accepted{*std::move(details)};
    }

private:
    PageReply incident_of_id(const StatuspageId& id) const {
        auto incident = read_incident(body, page);
        if (!incident || incident->id != id) return unreadable("incident");
        return Accepted{*std::move(incident)};
    }
    PageReply thing_of_id(const std::string& id, std::string_view what) const {
        if (read_id(body) != id) return unreadable(what);
        return Accepted{};
    }
};

std::string why_of(const HttpResponse& response, const Secret& key) {
    std::string complaint = complaint_of(response.body, key);
    if (complaint.empty()) return fmt::format("HTTP {} without a reason", response.status);
    return complaint;
}

std::string where_to(const HttpResponse& response, const Secret& key) {
    static constexpr std::size_t location_length_max = 200;
    const auto location = response.headers.find("Location");
    if (!location) return "redirected";
    return fmt::format("redirected to {}",
                       truncate(cover(without_invisible(*location), key), location_length_max));
}

// Names out of it are shown and stored, too.  A key that is hardly one could be a part of any body.
PageReply reply_to_success(const PageCall& call, const std::string& body,
                           const PageAddress& address) {
    static constexpr std::size_t key_bytes_min = 8;
    const std::string_view key = address.api_key.reveal();
    if (key.size() < key_bytes_min || body.find(key) == std::string::npos)
        return std::visit(Reading{body, address.page}, call);
    const std::string covered = cover(body, address.api_key);
    return std::visit(Reading{covered, address.page}, call);
}

// Statuses that a person has to look at: the key, the page, the incident.
PageReply reply_to_refusal(const HttpResponse& response, WallTime now, const Secret& key) {
    const unsigned status = response.status;
    switch (status) {
        case 401:
            return Unauthorised{status, why_of(response, key)};
        case 403:
            return PageRefused{status, why_of(response, key)};
        case 404:
            return NotFound{why_of(response, key)};
        case 408:
        case 425:
            return Unknown{fmt::format("HTTP {}: {}", status, why_of(response, key))};
        case 420:
        case 429:
            return Limited{retry_after(response.headers, now)};
        default:
            return Refused{status, why_of(response, key)};
    }
}

PageReply read_reply(const PageCall& call, const Result<HttpResponse>& answer, WallTime now,
                     const PageAddress& address) {
    const Secret& key = address.api_key;
    if (!answer) {
        std::string why = cover(answer.error().message, key);
        if (answer.error().code == ErrorCode::unavailable) return NotApplied{std::move(why)};
        return Unknown{std::move(why)};
    }
    const HttpResponse& response = answer.value();
    const unsigned status = response.status;
    if (status >= 200 && status < 300) return reply_to_success(call, response.body, address);
    if (status >= 300 && status < 400) return PageRefused{status, where_to(response, key)};
    if (status >= 400 && status < 500) return reply_to_refusal(response, now, key);
    return Unknown{fmt::format("HTTP {}: {}", status, why_of(response, key))};
}

}  // namespace

PageReply to_reply(const PageCall& call, const Result<HttpResponse>& answer, WallTime now,
                   const PageAddress& address) {
    try {
        return read_reply(call, answer, now, address);
    } catch (const std::exception& error) {  // Out of memory: Boost.JSON's trees.
        return Unknown{fmt::format("the answer cannot be read: {}", error.what())};
    }
}

std::string why_of(const PageReply& reply) {
    return std::visit(
        [](const auto& one) -> std::string {
            if constexpr (requires { one.why; })
                return one.why;
            else
                return "";
        },
        reply);
}

}  // namespace tocsin
