// What a power cut leaves behind: a log that ends anywhere, in anything, or a half-done checkpoint.
//
// The log's frames carry sums, so what follows from a torn log is known exactly: the transactions
// whose last byte is before the tear are there, and no other.  A disk that keeps its word tears
// only what was never synced, hence never answered.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/rng.hpp"
#include "tests/store/faulty_vfs.hpp"
#include "tests/store/opened_store.hpp"

namespace tocsin {
namespace {

constexpr std::size_t page_bytes = 4096;
constexpr std::size_t old_webhooks = 10;  // In the database itself.
constexpr std::size_t webhooks = 30;

std::string bytes_of(const std::string& path) {
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    return bytes.str();
}

void write_bytes(const std::string& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

struct Image {
    std::string database;
    std::string log;
    std::vector<std::size_t> ends;  // Of the log, when each of the newer webhooks was answered.
};

// The files of a store in use; at the end one more webhook is written and its sync still waits.
class InUse {
public:
    InUse() {
        disk_.pretend_syncs();
        {
            OpenedStore store(path_);
            for (std::size_t i = 1; i <= old_webhooks; ++i) store.append(a_webhook(i)).value();
        }
        OpenedStore store(path_, disk_.name());
        for (std::size_t i = old_webhooks + 1; i <= webhooks; ++i) {
            store.append(a_webhook(i, 100 * i)).value();
            image.ends.push_back(std::filesystem::file_size(path_ + "-wal"));
        }
        disk_.hold_syncs();
        bool answered = false;
        store->append(a_webhook(webhooks + 1, 9'000),
                      [&answered](const Result<Sequence>&) { answered = true; });
        disk_.wait_until_held();
        image.database = bytes_of(path_);
        image.log = bytes_of(path_ + "-wal");
        disk_.release_syncs();
        EXPECT_TRUE(store.loop.run_until([&answered] { return answered; }));
        store->stop();
        checkpointed = bytes_of(path_);
    }

    Image image;
    std::string checkpointed;  // The database when all of the log was copied into it.

private:
    TestFolder folder_;
    FaultyVfs disk_;
    std::string path_ = folder_.store_path();
};

const InUse& in_use() {
    static const InUse made;
    return made;
}

// The log with a tear at `at`, of one of the kinds that disks make.
std::string torn(const std::string& log, std::size_t at, Rng& rng) {
    std::string left = log.substr(0, at);
    const std::size_t lost = log.size() - at;
    switch (rng.below(4)) {
        case 0:  // Its length was not written.
            return left;
        case 1:  // Its length was, and nothing else.
            return left + std::string(lost, '\0');
        case 2: {  // What stood there before.
            for (std::size_t i = 0; i < lost; ++i) left += static_cast<char>(rng.below(256));
            return left;
        }
        default: {  // One sector is missing in the middle of what came through.
            std::string all = log;
            const std::size_t sector = std::min<std::size_t>(512, lost);
            for (std::size_t i = 0; i < sector; ++i) all[at + i] = static_cast<char>(~all[at + i]);
            return all;
        }
    }
}

// How many webhooks are there; it must be sound and take the next.
std::size_t open_and_count(const std::string& database, const std::string& log) {
    const TestFolder folder;
    FaultyVfs disk;
    disk.pretend_syncs();
    write_bytes(folder.store_path(), database);
    write_bytes(folder.store_path() + "-wal", log);
    OpenedStore store(folder.store_path(), disk.name());
    EXPECT_TRUE(store.is_open()) << store.refusal().message;
    if (!store.is_open()) return 0;
    const std::vector<Entry> entries = store.read({}).value();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::size_t body = i < old_webhooks ? 100 : i < webhooks ? 100 * (i + 1) : 9'000;
        EXPECT_EQ(std::get<Webhook>(entries[i].what), a_webhook(i + 1, body));
    }
    const auto reader = Database::open(folder.store_path(), {.read_only = true}).value();
    EXPECT_EQ(reader->text("PRAGMA integrity_check").value(), "ok");
    EXPECT_EQ(store.append(a_webhook(99)).value(), Sequence{entries.size() + 1});
    return entries.size();
}

TEST(PowerLoss, OfWhatWasNotSyncedLosesNothingThatWasAnswered) {
    const Image& image = in_use().image;
    const std::size_t synced = image.ends.back();
    ASSERT_GT(image.log.size(), synced);
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        SCOPED_TRACE(seed);
        Rng rng(seed);
        const std::size_t at = synced + rng.below(image.log.size() - synced);
        EXPECT_EQ(open_and_count(image.database, torn(image.log, at, rng)), webhooks);
    }
}

TEST(PowerLoss, AnywhereInTheLogKeepsAllThatIsWholeBeforeIt) {
    const Image& image = in_use().image;
    for (std::uint64_t seed = 101; seed <= 200; ++seed) {
        SCOPED_TRACE(seed);
        Rng rng(seed);
        const std::size_t at = rng.below(image.log.size());
        const auto whole = std::count_if(image.ends.begin(), image.ends.end(),
                                         [at](std::size_t end) { return end <= at; });
        EXPECT_EQ(open_and_count(image.database, torn(image.log, at, rng)),
                  old_webhooks + static_cast<std::size_t>(whole));
    }
}

// The log was synced before the first page was copied, and is not begun anew before the last was.
TEST(PowerLoss, InTheMiddleOfACheckpointLosesNothing) {
    const InUse& made = in_use();
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        SCOPED_TRACE(seed);
        Rng rng(seed);
        std::string mixed = made.image.database;
        mixed.resize(std::max(mixed.size(), made.checkpointed.size()), '\0');
        for (std::size_t at = 0; at < made.checkpointed.size(); at += page_bytes) {
            // The part of a page that came through; as a rule all of it or nothing.
            const std::size_t part = rng.below(3) == 0   ? rng.below(page_bytes)
                                     : rng.below(2) == 0 ? page_bytes
                                                         : 0;
            mixed.replace(at, part, made.checkpointed, at, part);
        }
        EXPECT_EQ(open_and_count(mixed, made.image.log), webhooks + 1);
    }
}

}  // namespace
}  // namespace tocsin
