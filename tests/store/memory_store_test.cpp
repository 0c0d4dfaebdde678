// MemoryStore: nothing happens before the owner says so, and a crash loses just what waits.
#include "store/memory_store.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/store/any.hpp"
#include "tests/store/opened_store.hpp"

namespace tocsin {
namespace {

// Callbacks note their answers here: "1" for sequence 1, "ok", "failed".
struct Answers {
    std::string said;

    Done<Sequence> sequence() {
        return [this](Result<Sequence> result) {
            said += result ? std::to_string(result.value().value) : "failed";
        };
    }
    Done<void> word() {
        return [this](const Result<void>& result) { said += result ? "ok" : "failed"; };
    }
};

TEST(MemoryStore, AnswersNothingFromInsideTheCall) {
    MemoryStore store;
    Answers answers;
    store.append(a_webhook(1), answers.sequence());
    store.commit({}, answers.word());
    EXPECT_EQ(answers.said, "");
    EXPECT_EQ(store.waiting(), 2U);
    EXPECT_EQ(store.next(), "append");
    EXPECT_TRUE(store.entries().empty());
    EXPECT_TRUE(store.complete_next());
    EXPECT_EQ(answers.said, "1");
    EXPECT_EQ(store.next(), "commit");
    EXPECT_EQ(store.pump(), 1U);
    EXPECT_EQ(answers.said, "1ok");
    EXPECT_EQ(store.next(), "");
    EXPECT_FALSE(store.complete_next());
}

TEST(MemoryStore, CompletesWhatCallbacksAdd) {
    MemoryStore store;
    int appended = 0;
    std::function<void(const Result<Sequence>&)> again = [&](const Result<Sequence>&) {
        if (++appended < 5) store.append(a_webhook(1), again);
    };
    store.append(a_webhook(1), again);
    EXPECT_EQ(store.pump(), 5U);
    EXPECT_EQ(store.entries().size(), 5U);
}

TEST(MemoryStore, LosesWhatWaitedInACrashAndKeepsTheRest) {
    MemoryStore store;
    Answers answers;
    store.append(a_webhook(1), answers.sequence());
    store.append(a_webhook(2), answers.sequence());
    store.complete_next();
    const auto held = std::make_shared<int>(0);
    store.commit({}, [held](const Result<void>&) {});
    store.crash();
    EXPECT_EQ(held.use_count(), 1) << "a callback outlived the process";
    EXPECT_EQ(store.pump(), 0U);
    EXPECT_EQ(answers.said, "1");
    ASSERT_EQ(store.entries().size(), 1U);
    EXPECT_EQ(std::get<Webhook>(store.entries()[0].what), a_webhook(1));
}

TEST(MemoryStore, CanBeDurableWithoutHavingSaidSo) {
    MemoryStore store;
    Answers answers;
    store.append(a_webhook(1), answers.sequence());
    EXPECT_TRUE(store.complete_next_unanswered());
    EXPECT_FALSE(store.complete_next_unanswered());
    EXPECT_EQ(answers.said, "");
    EXPECT_EQ(store.entries().size(), 1U);
}

TEST(MemoryStore, StoresNothingOfWhatFails) {
    MemoryStore store;
    Answers answers;
    Rng rng(1);
    Changes changes;
    changes.alerts.push_back(any::alert(rng));
    store.append(a_webhook(1), answers.sequence());
    store.commit(changes, answers.word());
    EXPECT_TRUE(store.fail_next(unavailable("disk full")));
    EXPECT_TRUE(store.fail_next(unavailable("disk full")));
    EXPECT_FALSE(store.fail_next(unavailable("disk full")));
    EXPECT_EQ(answers.said, "failedfailed");
    EXPECT_TRUE(store.entries().empty());
    EXPECT_TRUE(store.ledger().alerts.empty());
    EXPECT_EQ(store.newest_time(), std::nullopt);
}

TEST(MemoryStore, ReadsWhatWasAppendedBeforeWithinItsBounds) {
    MemoryStore store;
    for (std::size_t i = 1; i <= 5; ++i)
        store.append(a_webhook(i, 100), [](const Result<Sequence>&) {});
    const auto numbers = [&store](Sequence after, std::size_t entries, std::size_t bytes) {
        std::string found;
        store.read(after, entries, bytes, [&found](Result<std::vector<Entry>> read) {
            for (const Entry& entry : read.value()) found += std::to_string(entry.sequence.value);
        });
        store.pump();
        return found;
    };
    EXPECT_EQ(numbers({0}, 100, 10'000), "12345");
    EXPECT_EQ(numbers({3}, 100, 10'000), "45");
    EXPECT_EQ(numbers({5}, 100, 10'000), "");
    EXPECT_EQ(numbers({9}, 100, 10'000), "");
    EXPECT_EQ(numbers({0}, 2, 10'000), "12");
    EXPECT_EQ(numbers({0}, 0, 10'000), "");
    EXPECT_EQ(numbers({0}, 100, 250), "12");
    EXPECT_EQ(numbers({0}, 100, 1), "1");
}

TEST(MemoryStore, KeepsTheNewestRejectedOnly) {
    MemoryStore store;
    for (std::size_t i = 0; i < rejected_kept_max + 3; ++i) {
        store.reject({a_webhook(i), 400, "no"}, [](const Result<void>&) {});
    }
    store.pump();
    EXPECT_EQ(store.rejected().size(), rejected_kept_max);
    EXPECT_EQ(store.rejected().front().webhook.id, WebhookId("W3"));
}

TEST(MemoryStore, KnowsTheSignaturesThatWereSeen) {
    MemoryStore store;
    Webhook webhook = a_webhook(1);
    webhook.replay_mark = ReplayMark{"a1", from_micros(1'000)};
    store.append(webhook, [](const Result<Sequence>&) {});
    std::vector<std::vector<SeenSignature>> answers;
    for (const std::int64_t since : {1'000, 1'001}) {
        store.seen_signatures(from_micros(since), [&](Result<std::vector<SeenSignature>> seen) {
            answers.push_back(std::move(seen).value());
        });
    }
    store.pump();
    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0],
              (std::vector<SeenSignature>{{webhook.source, *webhook.replay_mark, webhook.id}}));
    EXPECT_TRUE(answers[1].empty());
}

TEST(MemoryStore, KnowsTheNewestTime) {
    MemoryStore store;
    store.append(a_webhook(7), [](const Result<Sequence>&) {});
    store.pump();
    EXPECT_EQ(store.newest_time(), a_webhook(7).received_at);
    Changes changes;
    changes.alive_at = a_webhook(3).received_at;
    store.commit(changes, [](const Result<void>&) {});
    store.pump();
    EXPECT_EQ(store.newest_time(), a_webhook(7).received_at);
    changes.alive_at = a_webhook(9).received_at;
    store.commit(changes, [](const Result<void>&) {});
    store.pump();
    EXPECT_EQ(store.newest_time(), a_webhook(9).received_at);
}

}  // namespace
}  // namespace tocsin
