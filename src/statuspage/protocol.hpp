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
    std::string base_path;   // "/v1": path of base_url, without a slash at its end.
    PageId page;
    Secret api_key;
};

// The request for `call`.  Ids are percent-encoded; the key stands in Authorization only.
HttpRequest to_request(const PageAddress& address, const PageCall& call);

// What the answer to `call` means (semantics.md section 5).  `now` turns a Retry-After date into
// a duration where the answer has no Date of its own.
PageReply to_reply(const PageCall& call, const Result<HttpResponse>& answer, WallTime now);

}  // namespace tocsin
