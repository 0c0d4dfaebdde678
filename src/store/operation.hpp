// Operation: one call of the Store, on its way to the writer and back.
//
// It carries what is to be done, the callback, and between the two the result.  Made on the
// loop's thread, performed on the writer's, answered on the loop's again; never on two at once.
#pragma once

#include <cstddef>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "domain/changes.hpp"
#include "domain/webhook.hpp"
#include "store/store.hpp"
#include "store/tables.hpp"

namespace tocsin {

// What is left of a Result until there is one.
template <class T>
struct Pending {
    Done<T> done;
    Result<T> result = unavailable("the operation was not performed");
};

struct Append {
    Recorded what;
    Pending<Sequence> pending;
};
struct Commit {
    Changes changes;
    Pending<void> pending;
};
struct Reject {
    RejectedWebhook rejected;
    Pending<void> pending;
};
struct Retain {
    Horizons horizons;
    Pending<bool> pending;
};
struct Read {
    Sequence after;
    std::size_t entries_max = 0;
    std::size_t bytes_max = 0;
    Pending<std::vector<Entry>> pending;
};
struct Load {
    Pending<Ledger> pending;
};
struct ReadTimeline {
    IncidentId incident;
    Pending<std::vector<TimelineRow>> pending;
};
struct ReadSignatures {
    WallTime since;
    Pending<std::vector<SeenSignature>> pending;
};

// Does nothing: its answer shows that the writer turns.
struct Turn {
    Pending<void> pending;
};

using Operation =
    std::variant<Append, Commit, Reject, Retain, Read, Load, ReadTimeline, ReadSignatures, Turn>;

bool is_write(const Operation& operation);

// Whether it is a transaction of its own: its failure is nobody else's.
bool stands_alone(const Operation& operation);

// Bytes of bodies that it holds in memory.
std::size_t body_bytes(const Operation& operation);

// Webhooks come from outside and in any number; all else is tocsin's own and a few at a time.
// Only the first are turned away when too much waits.
bool comes_from_outside(const Operation& operation);

// Does it and keeps the result.  Fails as the result did.
Result<void> perform(Operation& operation, Tables& tables);

// Makes `error` its result.
void refuse(Operation& operation, const Error& error);

// Calls its callback and lets go of it: what the callback holds belongs to the loop's thread.
void answer(Operation& operation);

}  // namespace tocsin
