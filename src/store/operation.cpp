#include "store/operation.hpp"

#include <utility>

namespace tocsin {
namespace {

template <class T>
Result<void> keep(Pending<T>& pending, Result<T> result) {
    pending.result = std::move(result);
    if (!pending.result) return pending.result.error();
    return success();
}

Result<void> perform_one(Append& append, Tables& tables) {
    return keep(
        append.pending,
        std::visit([&tables](const auto& what) { return tables.append(what); }, append.what));
}
Result<void> perform_one(Commit& commit, Tables& tables) {
    return keep(commit.pending, tables.write(commit.changes));
}
Result<void> perform_one(Reject& reject, Tables& tables) {
    return keep(reject.pending, tables.reject(reject.rejected));
}
Result<void> perform_one(Retain& retain, Tables& tables) {
    return keep(retain.pending, tables.retain(retain.horizons));
}
Result<void> perform_one(Read& read, Tables& tables) {
    return keep(read.pending, tables.read(read.after, read.entries_max, read.bytes_max));
}
Result<void> perform_one(Load& load, Tables& tables) {
    return keep(load.pending, tables.load());
}
Result<void> perform_one(ReadTimeline& read, Tables& tables) {
    return keep(read.pending, tables.timeline(read.incident));
}
Result<void> perform_one(ReadSignatures& read, Tables& tables) {
    return keep(read.pending, tables.seen_signatures(read.since));
}
Result<void> perform_one(Turn& turn, Tables&) {
    return keep<void>(turn.pending, success());
}

}  // namespace

bool is_write(const Operation& operation) {
    return !std::holds_alternative<Read>(operation) && !std::holds_alternative<Load>(operation) &&
           !std::holds_alternative<ReadTimeline>(operation) &&
           !std::holds_alternative<ReadSignatures>(operation) &&
           !std::holds_alternative<Turn>(operation);
}

bool stands_alone(const Operation& operation) {
    return std::holds_alternative<Retain>(operation);
}

std::size_t body_bytes(const Operation& operation) {
    if (const auto* const append = std::get_if<Append>(&operation)) {
        const auto* const webhook = std::get_if<Webhook>(&append->what);
        return webhook == nullptr ? 0 : webhook->envelope.body.size();
    }
    if (const auto* const reject = std::get_if<Reject>(&operation)) {
        return reject->rejected.webhook.envelope.body.size();
    }
    return 0;
}

bool comes_from_outside(const Operation& operation) {
    if (const auto* const append = std::get_if<Append>(&operation)) {
        return std::holds_alternative<Webhook>(append->what);
    }
    return std::holds_alternative<Reject>(operation);
}

Result<void> perform(Operation& operation, Tables& tables) {
    return std::visit([&tables](auto& one) { return perform_one(one, tables); }, operation);
}

void refuse(Operation& operation, const Error& error) {
    std::visit([&error](auto& one) { one.pending.result = error; }, operation);
}

void answer(Operation& operation) {
    std::visit(
        [](auto& one) {
            const auto done = std::exchange(one.pending.done, nullptr);
            done(std::move(one.pending.result));
        },
        operation);
}

}  // namespace tocsin
