// Statuspage's protocol without a socket: a PageCall becomes a request, an answer a PageReply.
//
// statuspage.md sections 1 to 3 say what is documented, seen and guessed of API v1.  to_reply is
// the only classifier of outcomes in tocsin: whether something may be sent again is decided here
// and nowhere else.
#pragma once

#include <string>

#include "base/http.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "domain/call.hpp"

namespace tocsin {

// Where the requests of one page go.
struct PageAddress {
    std::string base_path;  // "/v1": path of base_url, without a slash at its end.
    PageId page;
    Secret api_key;
};

// The request for `call`.  Ids are percent-encoded; the key stands in Authorization only.
// Every call that changes something says explicitly whether subscribers are notified; a tweet and
// a component never are.  Lists are asked for in pages of 100: an unpaginated list has a rate limit
// of its own (statuspage.md section 1.1).
HttpRequest to_request(const PageAddress& address, const PageCall& call);

// What the answer to `call` means (semantics.md section 5).  `now` turns a Retry-After date into
// a duration where the answer has no Date of its own.  Only an answer that speaks of what was asked
// for is Accepted: the incident, component or update of that id, of the page where it is given, and
// for a create our marker (or, where metadata is not returned, our name); every other 2xx is
// Unknown.  No text in a reply holds the key of `address`.
PageReply to_reply(const PageCall& call, const Result<HttpResponse>& answer, WallTime now,
                   const PageAddress& address = {});

// The page's words, or ours, of what is not Accepted; empty where the reply has none.
std::string why_of(const PageReply& reply);

// The most that a Retry-After is believed; the least is what it says, or a minute for none.
inline constexpr Duration retry_after_max = std::chrono::hours(1);

}  // namespace tocsin
