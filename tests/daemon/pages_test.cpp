// Pages over reloads, with dry runs, which need no client: each page that is at work settles what
// is told to it, and so shows that it is there.
#include "daemon/pages.hpp"

#include <gtest/gtest.h>

#include "daemon/rehearsal/virtual_time.hpp"
#include "store/memory_store.hpp"

namespace tocsin {
namespace {

class PagesTest : public ::testing::Test {
protected:
    static Snapshot snapshot_of(const std::vector<std::string>& names) {
        Snapshot snapshot;
        for (const std::string& name : names) {
            PageConfig page;
            page.name = PageName(name);
            page.dry_run = true;
            snapshot.config.pages.emplace(page.name, page);
        }
        return snapshot;
    }

    static Incident incident_of(const std::string& page, int number) {
        Incident incident;
        incident.id = IncidentId("01ARZ3NDEKTSV4RRFFQ69G" + std::to_string(1000 + number));
        incident.page = PageName(page);
        incident.standing = Standing::public_;
        incident.phase = Phase::open;
        incident.desired.name = "Trouble";
        incident.desired.text = 1;
        return incident;
    }

    void start(const std::vector<std::string>& names) {
        ASSERT_TRUE(pages.start(snapshot_of(names), store.ledger()));
    }

    void reload(const std::vector<std::string>& names) {
        auto options = pages.check(snapshot_of(names));
        ASSERT_TRUE(options);
        pages.reload(std::move(options).value());
    }

    // Whatever is due now; nothing that waits for a time.
    void work() {
        do {
            store.pump();
            pages.pump();
        } while (store.waiting() > 0);
    }

    // Whether a page of that name is at work.
    bool serves(const std::string& page) {
        const Incident incident = incident_of(page, ++numbers_);
        Changes changes;
        changes.incidents = {incident};
        store.commit(std::move(changes), [](const Result<void>&) {});
        store.pump();
        pages.take({incident});
        work();
        return pages.deliveries().contains(incident.id);
    }

    VirtualClock clock{WallTime(std::chrono::hours(24 * 365 * 56))};
    MemoryStore store;
    Loop loop{[](std::string_view) {}};
    Metrics metrics{"test", "test"};
    Log log{LogLevel::error, LogFormat::logfmt, [this](std::string_view line) { said += line; }};
    std::string said;
    Pages pages{{loop, store, clock, metrics, log, [](Sequence, const Finding&) {}, [] {}}, Rng(1)};

private:
    int numbers_ = 0;
};

TEST_F(PagesTest, AreAddedAndTakenAwayByAReload) {
    start({"a"});
    EXPECT_TRUE(serves("a"));
    EXPECT_FALSE(serves("b"));
    reload({"a", "b"});
    work();
    EXPECT_TRUE(serves("b"));
    EXPECT_TRUE(pages.is_idle());
}

TEST_F(PagesTest, GoOnWithWhatIsOnRecordAfterAReload) {
    start({"a"});
    const Incident incident = incident_of("a", 0);
    Changes changes;
    changes.incidents = {incident};
    store.commit(std::move(changes), [](const Result<void>&) {});
    store.pump();
    pages.take({incident});
    work();
    reload({"a", "b"});
    work();
    EXPECT_TRUE(pages.deliveries().contains(incident.id));
}

// The record is read for the first of two reloads when the second comes.  A second reading would
// make the deliveries anew while those of the first are at work.
TEST_F(PagesTest, OfASecondReloadAreMadeOnceOfTheOneReading) {
    start({"a"});
    reload({"b", "c"});
    ASSERT_EQ(store.next(), "load");
    EXPECT_FALSE(pages.is_idle());
    reload({"b", "d"});
    pages.pump();
    EXPECT_EQ(store.waiting(), 1U) << "a second reading";
    work();
    EXPECT_TRUE(serves("b"));
    EXPECT_TRUE(serves("d"));
    EXPECT_FALSE(serves("a"));
    EXPECT_FALSE(serves("c"));
}

TEST_F(PagesTest, OfAReloadBackToWhatWasAreThoseThatWere) {
    start({"a"});
    reload({"b"});
    ASSERT_EQ(store.next(), "load");
    reload({"a"});
    work();
    EXPECT_TRUE(serves("a"));
    EXPECT_FALSE(serves("b"));
}

// A delivery that is busy is waited for, and what it does meanwhile is not lost.
TEST_F(PagesTest, AreMadeAnewOnlyWhenNothingIsOnItsWay) {
    start({"a"});
    const Incident incident = incident_of("a", 0);
    Changes changes;
    changes.incidents = {incident};
    store.commit(std::move(changes), [](const Result<void>&) {});
    store.pump();
    pages.take({incident});
    ASSERT_EQ(store.next(), "commit") << "the dry run's own";
    reload({"a", "b"});
    reload({"a", "c"});
    ASSERT_EQ(store.waiting(), 1U);
    ASSERT_TRUE(store.complete_next());
    ASSERT_EQ(store.waiting(), 0U);
    pages.pump();
    ASSERT_EQ(store.next(), "load");
    work();
    EXPECT_TRUE(pages.deliveries().contains(incident.id));
    EXPECT_TRUE(serves("c"));
    EXPECT_FALSE(serves("b"));
}

TEST_F(PagesTest, AreReadAgainASecondAfterTheRecordCouldNotBe) {
    start({"a"});
    reload({"b"});
    ASSERT_TRUE(store.fail_next(unavailable("disk")));
    EXPECT_NE(said.find("disk"), std::string::npos);
    pages.pump();
    EXPECT_EQ(store.waiting(), 0U) << "at once again, and again";
    EXPECT_EQ(pages.next_due(), clock.wall() + std::chrono::seconds(1));
    clock.move_to(*pages.next_due());
    pages.pump();
    EXPECT_FALSE(pages.next_due()) << "it waits for the store, not for a time";
    work();
    EXPECT_TRUE(serves("b"));
}

}  // namespace
}  // namespace tocsin
