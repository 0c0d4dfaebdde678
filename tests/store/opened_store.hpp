// OpenedStore: a SqliteStore in a folder of its own, with all that it wants around it.
#pragma once

#include <gtest/gtest.h>
#include <cstdlib>

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/sqlite.hpp"
#include "store/sqlite_store.hpp"
#include "tests/store/test_loop.hpp"

namespace tocsin {

// A new empty folder, removed at the end.
class TestFolder {
public:
    TestFolder() {
        std::string pattern = testing::TempDir() + "/tocsin-store-XXXXXX";
        path_ = mkdtemp(pattern.data());
    }
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;
    ~TestFolder() { std::filesystem::remove_all(path_); }

    std::string store_path() const { return (path_ / "tocsin.db").string(); }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

class OpenedStore {
public:
    explicit OpenedStore(const std::string& path, const std::string& vfs = "") { open(path, vfs); }

    // Open, or why not.
    SqliteStore& operator*() { return *store_; }
    SqliteStore* operator->() { return store_.get(); }
    bool is_open() const { return store_ != nullptr; }
    const Error& refusal() const { return *refusal_; }

    // The answer of one call:  ask<Sequence>([&](auto done) { store->append(w, done); })
    template <class T, class Call>
    Result<T> ask(Call call) {
        std::optional<Result<T>> answer;
        call(Done<T>([&answer](Result<T> result) { answer = std::move(result); }));
        EXPECT_FALSE(answer.has_value()) << "answered from inside the call";
        EXPECT_TRUE(loop.run_until([&answer] { return answer.has_value(); }));
        return answer ? *std::move(answer) : Result<T>(unavailable("no answer came"));
    }
    Result<Sequence> append(Webhook webhook) {
        return ask<Sequence>([&](auto done) { store_->append(std::move(webhook), done); });
    }
    Result<Sequence> append(Finding finding) {
        return ask<Sequence>([&](auto done) { store_->append(std::move(finding), done); });
    }
    Result<void> commit(Changes changes) {
        return ask<void>([&](auto done) { store_->commit(std::move(changes), done); });
    }
    Result<void> reject(RejectedWebhook rejected) {
        return ask<void>([&](auto done) { store_->reject(std::move(rejected), done); });
    }
    Result<std::vector<SeenSignature>> seen_signatures(WallTime since) {
        return ask<std::vector<SeenSignature>>(
            [&](auto done) { store_->seen_signatures(since, done); });
    }
    Result<Ledger> load() {
        return ask<Ledger>([&](auto done) { store_->load(done); });
    }
    Result<std::vector<Entry>> read(Sequence after, std::size_t entries_max = 1'000'000,
                                    std::size_t bytes_max = 1U << 30) {
        return ask<std::vector<Entry>>(
            [&](auto done) { store_->read(after, entries_max, bytes_max, done); });
    }

    TestLoop loop;
    Metrics metrics{"test", "test"};
    std::vector<std::string> log_lines;  // Written on any thread, one at a time; read when quiet.
    Log log{LogLevel::debug, LogFormat::logfmt, [this](std::string_view line) {
                log_lines.emplace_back(line);
                if (line.find("the last run was not stopped") != line.npos) was_unclean = true;
            }};
    std::atomic<bool> was_unclean = false;  // Whether that was told when it was opened.
    std::vector<std::string> failures;      // What `failed` was told.
    std::vector<Result<void>> checks;       // What `checked` was told.
    // On the thread that posts, as a rule the writer's, around each post.
    std::function<void()> before_post = [] {};
    std::function<void()> after_post = [] {};

private:
    void open(const std::string& path, const std::string& vfs) {
        SqliteStoreOptions options;
        options.path = path;
        options.vfs = vfs;
        options.post = [this](std::function<void()> callback) {
            before_post();
            loop.post(std::move(callback));
            after_post();
        };
        options.failed = [this](std::string why) { failures.push_back(std::move(why)); };
        options.checked = [this](Result<void> found) { checks.push_back(std::move(found)); };
        auto opened = SqliteStore::open(std::move(options), metrics, log);
        if (opened)
            store_ = std::move(opened).value();
        else
            refusal_ = opened.error();
    }

    std::optional<Error> refusal_;
    std::unique_ptr<SqliteStore> store_;  // Last: it uses all above.
};

inline Changes judged_up_to(std::uint64_t cursor) {
    Changes changes;
    changes.cursor = Sequence{cursor};
    return changes;
}

// One number of the file, beside whoever has it open.
inline std::int64_t ask_sql(const std::string& path, const char* sql) {
    return Database::open(path, {.read_only = true}).value()->integer(sql).value();
}

inline Changes alive_at(WallTime time) {
    Changes changes;
    changes.alive_at = time;
    return changes;
}

inline Webhook a_webhook(std::size_t number, std::size_t body_bytes = 100) {
    return {WebhookId("W" + std::to_string(number)), SourceName("am"),
            from_micros(1'790'000'000'000'000 + static_cast<std::int64_t>(number)),
            Envelope{"application/json", "/webhooks/am", std::string(body_bytes, 'b')}};
}

}  // namespace tocsin
