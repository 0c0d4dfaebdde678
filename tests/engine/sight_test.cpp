#include "engine/sight.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "tests/support/builders.hpp"

namespace tocsin {
namespace {

constexpr Duration window = 10min;

AlertBuilder firing(Duration since) {
    return an_alert().since(at(since));
}
AlertBuilder over(Duration since, Duration until) {
    return an_alert().resolved("Slow").since(at(since)).until(at(until));
}

// A story of one alert: each look in turn, at its time.
class Story {
public:
    Sight look(const Alert& alert, Duration received) {
        const Sighting sighting =
            see(known_ ? &*known_ : nullptr, the_source(), alert, window, at(received));
        known_ = sighting.record;
        return sighting.sight;
    }
    const AlertRecord& record() const { return *known_; }
    void age_at(Duration time) { known_ = age(*known_, at(time)); }

private:
    std::optional<AlertRecord> known_;
};

TEST(Sight, IsNamedBySourceAndFingerprint) {
    const Alert alert = an_alert();
    const Sighting here = see(nullptr, SourceName("a"), alert, window, at(0s));
    const Sighting there = see(nullptr, SourceName("b"), alert, window, at(0s));
    EXPECT_EQ(here.record.id, alert_id_of(SourceName("a"), alert.fingerprint));
    EXPECT_NE(here.record.id, there.record.id);
}

TEST(Sight, OfTheFirstFiringBeginsAnEpisode) {
    Story story;
    EXPECT_EQ(story.look(firing(0s), 1s), Sight::began);
    EXPECT_EQ(story.record().state, AlertState::firing);
    EXPECT_EQ(story.record().changed_at, at(1s));
}

TEST(Sight, OfTheSameStateAgainOnlyRefreshesWhenItWasLastReceived) {
    Story story;
    story.look(firing(0s), 1s);
    AlertRecord expected = story.record();
    expected.received_at = at(60s);
    EXPECT_EQ(story.look(firing(0s), 60s), Sight::again);
    EXPECT_EQ(story.record(), expected);
    story.look(over(0s, 100s), 101s);
    expected = story.record();
    expected.received_at = at(160s);
    EXPECT_EQ(story.look(over(0s, 100s), 160s), Sight::again);
    EXPECT_EQ(story.record(), expected);
}

TEST(Sight, KeepsTheNewestAnnotations) {
    Story story;
    story.look(firing(0s).annotation("summary", "old"), 1s);
    EXPECT_EQ(story.look(firing(0s).annotation("summary", "new"), 2s), Sight::again);
    EXPECT_EQ(story.record().annotations.get("summary"), "new");
}

TEST(Sight, TakesNoAnnotationsOfALateCopyOfTheEpisodeBefore) {
    Story story;
    story.look(firing(0s).annotation("summary", "old"), 1s);
    story.look(over(0s, 30s).annotation("summary", "old"), 31s);
    story.look(firing(60s).annotation("summary", "new"), 61s);
    EXPECT_EQ(story.look(firing(0s).annotation("summary", "old"), 70s), Sight::again);
    EXPECT_EQ(story.record().annotations.get("summary"), "new");
    EXPECT_EQ(story.record().received_at, at(70s));
    // An earlier start of this same episode is none: senders of a pair differ by seconds.
    EXPECT_EQ(story.look(firing(58s).annotation("summary", "newest"), 80s), Sight::again);
    EXPECT_EQ(story.record().annotations.get("summary"), "newest");
}

TEST(Sight, OfAResolvedEndsTheEpisode) {
    Story story;
    story.look(firing(0s), 1s);
    EXPECT_EQ(story.look(over(0s, 30s), 31s), Sight::ended);
    EXPECT_FALSE(may_fire(story.record()));
    EXPECT_EQ(story.record().ends_at, at(30s));
}

TEST(Sight, OfALateCopyOfAPairIsDoubtfulAndOpensNothing) {
    // Peer A: firing, resolved.  Peer B, late: firing, resolved.
    Story story;
    story.look(firing(0s), 1s);
    story.look(over(0s, 30s), 31s);
    EXPECT_EQ(story.look(firing(0s), 32s), Sight::doubted);
    EXPECT_EQ(story.record().state, AlertState::resolved);
    EXPECT_TRUE(may_fire(story.record()));
    EXPECT_EQ(story.record().doubtful_until, at(32s) + window);
    EXPECT_EQ(story.look(over(0s, 30s), 33s), Sight::ended);
    EXPECT_FALSE(may_fire(story.record()));
}

TEST(Sight, DoubtIsNotProlongedByMoreCopies) {
    Story story;
    story.look(firing(0s), 1s);
    story.look(over(0s, 30s), 31s);
    story.look(firing(0s), 32s);
    EXPECT_EQ(story.look(firing(0s), 300s), Sight::again);
    EXPECT_EQ(story.record().doubtful_until, at(32s) + window);
}

TEST(Sight, OfAStartExactlyAtTheEndIsDoubtful) {
    Story story;
    story.look(firing(0s), 1s);
    story.look(over(0s, 30s), 31s);
    EXPECT_EQ(story.look(firing(30s), 32s), Sight::doubted);
}

TEST(Sight, OfALaterStartIsANewEpisodeAtOnce) {
    Story story;
    story.look(firing(0s), 1s);
    story.look(over(0s, 30s), 31s);
    EXPECT_EQ(story.look(firing(31s), 32s), Sight::began);
    EXPECT_EQ(story.record().starts_at, at(31s));
}

TEST(Sight, OfALaterStartOfWhatFiresTellsOfAnEndThatWentUnseen) {
    Story story;
    story.look(firing(0s), 1s);
    EXPECT_EQ(story.look(firing(40s), 41s), Sight::restarted);
    EXPECT_EQ(story.record().starts_at, at(40s));
    EXPECT_EQ(story.look(firing(40s), 51s), Sight::again);
    EXPECT_EQ(story.look(firing(0s), 52s), Sight::again);
    EXPECT_EQ(story.record().starts_at, at(40s));
}

TEST(Sight, OfALaterStartEndsADoubt) {
    Story story;
    story.look(firing(0s), 1s);
    story.look(over(0s, 30s), 31s);
    story.look(firing(0s), 32s);
    EXPECT_EQ(story.look(firing(40s), 41s), Sight::began);
    EXPECT_FALSE(story.record().doubtful_until.has_value());
}

TEST(Sight, OfAnUnknownStartAfterTheEndIsANewEpisode) {
    Story story;
    story.look(firing(0s), 1s);
    story.look(over(0s, 30s), 31s);
    EXPECT_EQ(story.look(an_alert(), 32s), Sight::began);
}

TEST(Sight, MeasuresAnUnknownEndByWhenItWasReceived) {
    Story story;
    story.look(firing(0s), 1s);
    story.look(an_alert().resolved("Slow").since(at(0s)), 31s);
    EXPECT_EQ(story.look(firing(30s), 40s), Sight::doubted);
    EXPECT_EQ(story.look(firing(32s), 41s), Sight::began);
}

TEST(Sight, OfDoubtThatLastedIsARelapse) {
    // Alertmanager let it expire, and it still fires.
    Story story;
    story.look(firing(0s), 1s);
    story.look(over(0s, 30s), 31s);
    story.look(firing(0s), 32s);
    story.age_at(632s);
    EXPECT_EQ(story.record().state, AlertState::firing);
    EXPECT_EQ(story.record().changed_at, at(632s));
    EXPECT_FALSE(story.record().doubtful_until.has_value());
    // And the resolved of the other peer ends it.
    EXPECT_EQ(story.look(over(0s, 30s), 700s), Sight::ended);
}

TEST(Sight, NeverEndsAnEpisodeByTheResolvedOfAnEarlierOne) {
    Story story;
    story.look(firing(0s), 1s);
    story.look(over(0s, 30s), 31s);
    story.look(firing(60s), 61s);
    EXPECT_EQ(story.look(over(0s, 30s), 62s), Sight::again);
    EXPECT_EQ(story.record().state, AlertState::firing);
    EXPECT_EQ(story.look(over(60s, 90s), 91s), Sight::ended);
}

TEST(Sight, NeverEndsAnEpisodeThatBeganUnseenByTheResolvedBeforeIt) {
    Story story;
    story.look(firing(0s), 1s);
    // Its resolved was lost; what follows is the next episode, in a message of the same state.
    EXPECT_EQ(story.look(firing(60s), 61s), Sight::restarted);
    EXPECT_EQ(story.look(over(0s, 30s), 62s), Sight::again);
    EXPECT_EQ(story.record().state, AlertState::firing);
}

TEST(Sight, TakesAnEndAtTheStartForTheEndOfThisEpisode) {
    Story story;
    story.look(firing(30s), 31s);
    EXPECT_EQ(story.look(over(30s, 30s), 32s), Sight::ended);
}

TEST(Sight, OfAResolvedThatWasNeverFiringIsRemembered) {
    Story story;
    EXPECT_EQ(story.look(over(0s, 30s), 31s), Sight::ended);
    EXPECT_EQ(story.look(firing(0s), 32s), Sight::doubted);
}

TEST(Sight, OfALateCopyLeavesTheTimeOfTheEndAsItWas) {
    Story story;
    story.look(firing(0s), 1s);
    story.look(over(0s, 30s), 31s);
    story.look(firing(0s), 300s);
    story.look(over(0s, 30s), 310s);
    EXPECT_EQ(story.record().changed_at, at(31s));
}

TEST(Sight, ForgetsNothingThatMayFire) {
    EXPECT_FALSE(forget_at(an_alert().record(), window).has_value());
    Story story;
    story.look(firing(0s), 1s);
    story.look(over(0s, 30s), 31s);
    EXPECT_EQ(forget_at(story.record(), window), at(31s) + 2 * window);
    story.look(firing(0s), 32s);
    EXPECT_FALSE(forget_at(story.record(), window).has_value());
}

// Whatever order the copies of one episode of a pair arrive in, the alert is not taken to be over
// while its newest episode fires, and one that is over does not open anything.
TEST(Sight, OfShuffledCopiesOfOldEpisodesNeverEndsTheNewestOne) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Rng rng(seed);
        Story story;
        story.look(firing(0s), 1s);
        story.look(over(0s, 30s), 31s);
        const bool again = rng.below(2) == 0;
        if (again) story.look(firing(60s), 61s);
        for (int copy = 0; copy < 20; ++copy) {
            const bool of_firing = rng.below(2) == 0;
            const Duration time = 62s + copy * 1s;
            const Sight sight =
                of_firing ? story.look(firing(0s), time) : story.look(over(0s, 30s), time);
            EXPECT_NE(sight, Sight::began) << "seed " << seed;
        }
        EXPECT_EQ(story.record().state, again ? AlertState::firing : AlertState::resolved)
            << "seed " << seed;
    }
}

// Kind prometheus: firing, with an end that each repetition puts off.
TEST(Sight, OfAForeseenEndIsPutOffByEachRepetition) {
    Story story;
    EXPECT_EQ(story.look(firing(0s).until(at(4min)), 0s), Sight::began);
    EXPECT_EQ(foreseen_end(story.record()), at(4min));
    EXPECT_EQ(story.look(firing(0s).until(at(5min)), 1min), Sight::again);
    EXPECT_EQ(foreseen_end(story.record()), at(5min));
    EXPECT_EQ(story.look(firing(0s), 2min), Sight::again);
    EXPECT_EQ(foreseen_end(story.record()), at(5min)) << "nothing else is said";
}

// It lies ahead of the true one, and must not make a late copy of it.
TEST(Sight, OfAResolvedBeforeTheForeseenEndEndsTheAlert) {
    Story story;
    story.look(firing(0s).until(at(4min)), 0s);
    EXPECT_EQ(story.look(over(0s, 30s), 1min), Sight::ended);
    EXPECT_EQ(story.record().ends_at, at(30s));
    EXPECT_EQ(foreseen_end(story.record()), std::nullopt);
}

TEST(Sight, OfAForeseenEndTellsEpisodesByTheirStarts) {
    Story story;
    story.look(firing(0s).until(at(4min)), 0s);
    story.look(over(0s, 30s), 1min);
    EXPECT_EQ(story.look(firing(2min).until(at(7min)), 3min), Sight::began);
    EXPECT_EQ(story.look(over(0s, 30s), 4min), Sight::again) << "sent again for 15 minutes";
    EXPECT_EQ(story.record().state, AlertState::firing);
    EXPECT_EQ(story.look(firing(5min).until(at(9min)), 6min), Sight::restarted);
    EXPECT_EQ(story.look(over(5min, 6min), 7min), Sight::ended);
}

// Its end counts from the last episode; the end that a late copy foresees is none.
TEST(Sight, OfADoubtfulOneForeseesNothing) {
    Story story;
    story.look(firing(0s).until(at(4min)), 0s);
    story.look(over(0s, 30s), 1min);
    EXPECT_EQ(story.look(firing(0s).until(at(6min)), 2min), Sight::doubted);
    EXPECT_EQ(story.record().ends_at, at(30s));
    EXPECT_EQ(foreseen_end(story.record()), std::nullopt);
    story.age_at(12min);
    EXPECT_EQ(story.look(firing(0s).until(at(17min)), 13min), Sight::again);
    EXPECT_EQ(foreseen_end(story.record()), at(17min));
}

}  // namespace
}  // namespace tocsin
