// The call that creates an incident on Statuspage, as its own API takes it → CreateOrder.
//
//   POST …/pages/PAGE/incidents    incident[name]=…&incident[status]=…   form, JSON or query
//
// Names of the parameters: contract.md section 7; both what the old API called them and what v1
// calls them today.  What is not known, stands twice or does not fit is refused by its name and
// never left out: an incident that lacks what was asked for is another one.
#pragma once

#include <optional>
#include <string_view>

#include "decode/decode.hpp"
#include "domain/order.hpp"

namespace tocsin {

// What stands behind a source's path, taken apart.
struct OrderPath {
    std::string_view token;  // As it was sent; empty: none.
    PageId page;
};

// "[TOKEN/][v1/]pages/PAGE/incidents[.json]"; nothing for any other path.
std::optional<OrderPath> split_order_path(std::string_view rest);

// The path below a source's under which its page is kept.
std::string order_path(const PageId& page);

// Its page comes from the target, the key that its sender gave it from the field Idempotency-Key
// of what is kept of the head.  Requires: options.pages.  Fails with `malformed` for a body that is
// neither JSON nor a form, with `refused` for parameters that do not fit; the message starts with
// the name of the parameter.
Result<CreateOrder> decode_order(const DecodeOptions& options, const Envelope& envelope);

}  // namespace tocsin
