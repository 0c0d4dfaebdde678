// AlertNumbers: the short name of each alert in the tables, in the order of their appearance.
//
// Neighbours in time become neighbours on disk: a commit of ten new alerts touches the last pages
// of a table instead of ten of its leaves.  The numbers live in the tables and in this map, which
// spares an index over digests; they mean nothing outside of the store and may be given anew when
// nothing of an open incident uses them any more.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <utility>
#include <vector>

#include "domain/names.hpp"

namespace tocsin {

class AlertNumbers {
public:
    // What a stored row says.  False if the alert has another number already.
    bool restore(const AlertId& id, std::int64_t number);

    // The alert's number; a new one for an alert without.
    std::int64_t of(const AlertId& id);

    // The alert's row goes.  A no-op for an alert without a number.
    void forget(const AlertId& id);

    // The transaction is over: what it gave and took stays, or what it took comes back.  What it
    // gave may stay then, too: an unused number harms nothing.
    void committed() { forgotten_.clear(); }
    void rolled_back();

private:
    boost::unordered_flat_map<AlertId, std::int64_t, std::hash<AlertId>> numbers_;
    std::vector<std::pair<AlertId, std::int64_t>> forgotten_;  // By this transaction.
    std::int64_t last_ = 0;
};

}  // namespace tocsin
