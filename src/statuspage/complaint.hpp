// Complaint: what an answer that is no success says, as one line for a person.
//
// A refused call becomes a dead letter, and what the page wrote is all that tells the operator why.
// It is shown in logs, on terminals and in the browser, and it is somebody else's text.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace tocsin {

// The page's text: `error` (a string, a list, or lists by field), else `message`, else the first
// beginning of whatever came.  Documented is `message`, seen is `error` (statuspage.md
// section 1.2). Clean of invisible characters and of `key`, which some servers repeat; at most 300
// code points; empty if the body is.
std::string complaint_of(std::string_view body, const Secret& key);

}  // namespace tocsin
