// Bodies: JSON and forms read into one shape (behaviour 4).
//
//   incident[name]=x              {"incident": {"name": "x"}}
//   incident[component_ids][]=id  {"incident": {"component_ids": ["id"]}}
//   incident[components][id]=s    {"incident": {"components": {"id": "s"}}}
//
// The Content-Type alone decides which of the two a body is, as it does at Statuspage ("make sure
// the Content-Type header matches the body structure or the server gremlins will be angry").
#pragma once

#include <boost/json/object.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "base/http.hpp"
#include "tests/emulator/refusal.hpp"

namespace tocsin {

struct ApiBody {
    boost::json::object fields;  // What stood inside the wrapper.
    std::string wrapper;         // "incident"; goes before the name of a field in errors.
    bool is_form = false;        // Then every value is text, and "t" or "1" is a boolean.
};

// The object that `wrapper` names in the body.  400 if the body cannot be read or lacks it.
ApiResult<ApiBody> read_api_body(const HttpRequest& request, std::string_view wrapper,
                                 const ModelOptions& options);

// "a=1&b=2", percent-encoded, in its order.  400 if an escape is broken.
ApiResult<std::vector<std::pair<std::string, std::string>>> read_pairs(std::string_view text);

}  // namespace tocsin
