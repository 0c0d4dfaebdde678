// OrderTrial: what a source of kind statuspage would order by one request, for whoever sets one up.
//
// As SourceTrial: the shipped decoder, and nothing stored, judged or sent.
#pragma once

#include <string>

#include "config/config.hpp"
#include "decode/order.hpp"

namespace tocsin {

struct OrderTrial {
    SourceName source;
    PageName page;
    Result<CreateOrder> order;
};

// `page` is where it was sent to: a [page.NAME].  Fails with `refused` if there is none of that
// name, or if it is empty and there is more than one.
Result<OrderTrial> try_order(const Config& config, const SourceConfig& source, const PageName& page,
                             Envelope envelope);

// For a terminal: without control characters.
std::string format_trial(const OrderTrial& trial);

// {"source","kind":"statuspage","answer","error","order":{…}}, the order by the names of the API.
std::string trial_json(const OrderTrial& trial);

}  // namespace tocsin
