// Bytes that are not what was written: the store is refused, gives up, or works; it never does
// what is undefined (the sanitizers' build looks), and says clearly which file is meant.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "store/check_store.hpp"
#include "tests/store/any.hpp"
#include "tests/store/faulty_vfs.hpp"
#include "tests/store/opened_store.hpp"

namespace tocsin {
namespace {

using testing::HasSubstr;

std::string a_store_with_everything() {
    const TestFolder folder;
    FaultyVfs disk;
    disk.pretend_syncs();
    {
        OpenedStore store(folder.store_path(), disk.name());
        Rng rng(7);
        any::History history(rng);
        for (std::size_t i = 1; i <= 100; ++i) {
            EXPECT_TRUE(store.append(a_webhook(i, 20 * i)).has_value());
            EXPECT_TRUE(store.append(any::finding(rng)).has_value());
            EXPECT_TRUE(store.commit(history.next()).has_value());
        }
        EXPECT_TRUE(store.reject(any::rejected(rng)).has_value());
    }
    std::ostringstream bytes;
    bytes << std::ifstream(folder.store_path(), std::ios::binary).rdbuf();
    return bytes.str();
}

// A quarter of them in the first page, where SQLite keeps what it goes by.
void flip_bytes(std::string& bytes, Rng& rng) {
    const std::size_t count = 1 + rng.below(20);
    const std::size_t range = rng.below(4) == 0 ? 4096 : bytes.size();
    for (std::size_t i = 0; i < count; ++i) {
        char& byte = bytes[rng.below(range)];
        byte = static_cast<char>(byte ^ static_cast<char>(1 + rng.below(255)));
    }
}

struct Outcomes {
    int refused = 0, failed = 0, worked = 0, found = 0;
};

// All that a daemon would do with it.
void use(OpenedStore& store, Outcomes& outcomes) {
    bool worked = true, is_damaged = false;
    std::string why;
    const auto note = [&](const auto& result) {
        if (result) return true;
        worked = false;
        // A row that means nothing is told to who asked for it; a page that does, ends the process.
        if (result.error().code == ErrorCode::malformed) return false;
        is_damaged = true;
        why += result.error().message + "; ";
        return false;
    };
    note(store.load());
    note(store.read({}));
    note(store.append(a_webhook(1'000)));
    const Horizons horizons{WallTime::max(), WallTime::max(), WallTime::max(), WallTime::max()};
    for (bool has_more = true; has_more;) {
        const auto done = store.ask<bool>([&](auto answer) { store->retain(horizons, answer); });
        has_more = note(done) && done.value();
    }
    store->stop();
    store.loop.drain();
    worked ? ++outcomes.worked : ++outcomes.failed;
    EXPECT_TRUE(!is_damaged || store.failures.size() == 1) << "nobody heard of: " << why;
}

TEST(Corruption, OfAnyBytesIsRefusedOrSurvived) {
    const std::string whole = a_store_with_everything();
    Outcomes outcomes;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        SCOPED_TRACE(seed);
        Rng rng(seed);
        std::string bytes = whole;
        flip_bytes(bytes, rng);
        const TestFolder folder;
        std::ofstream(folder.store_path(), std::ios::binary) << bytes;
        const auto checked = check_store(folder.store_path());
        if (!checked || !checked.value().problems.empty()) ++outcomes.found;
        FaultyVfs disk;
        disk.pretend_syncs();
        OpenedStore store(folder.store_path(), disk.name());
        if (store.is_open()) {
            use(store, outcomes);
        } else {
            EXPECT_THAT(store.refusal().message, HasSubstr(folder.store_path()));
            ++outcomes.refused;
        }
    }
    RecordProperty("refused", outcomes.refused);
    RecordProperty("failed", outcomes.failed);
    RecordProperty("worked", outcomes.worked);
    RecordProperty("found_by_check", outcomes.found);
    // Of each kind some, or the flips hit nothing.
    EXPECT_GT(outcomes.refused, 0);
    EXPECT_GT(outcomes.failed, 0);
    EXPECT_GT(outcomes.found, 50);
}

// Not half a store: what is left of a copy that broke off.
TEST(Corruption, OfAFileThatWasCutIsFound) {
    const std::string whole = a_store_with_everything();
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        Rng rng(seed);
        const TestFolder folder;
        const std::size_t left = 1 + rng.below(whole.size() - 1);
        std::ofstream(folder.store_path(), std::ios::binary) << whole.substr(0, left);
        const auto checked = check_store(folder.store_path());
        EXPECT_TRUE(!checked || !checked.value().problems.empty());
    }
}

}  // namespace
}  // namespace tocsin
