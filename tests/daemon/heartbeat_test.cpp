// The watchdog is fed by who moves, and by nobody else.
#include "daemon/heartbeat.hpp"

#include <gtest/gtest.h>

#include "tests/net/loop_thread.hpp"

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using net_test::LoopThread;

// A heartbeat on a loop of its own, whose writer answers at once or is stuck.
struct Patient {
    LoopThread thread;
    bool is_stuck = false;
    std::vector<std::function<void()>> questions;
    int alive = 0;
    std::vector<Duration> extensions;
    std::unique_ptr<Heartbeat> heartbeat;

    explicit Patient(std::optional<Duration> watchdog) {
        Heartbeat::Hooks hooks;
        hooks.ask_writer = [this](const std::function<void()>& turned) {
            questions.push_back(turned);
            if (!is_stuck) thread.loop().post(turned);
        };
        hooks.alive = [this] { ++alive; };
        hooks.takes_longer = [this](Duration next) { extensions.push_back(next); };
        thread.on_loop([&] {
            heartbeat = std::make_unique<Heartbeat>(thread.loop(), watchdog, std::move(hooks));
        });
    }
    ~Patient() {
        thread.on_loop([this] { heartbeat->stop(); });
    }
};

TEST(Heartbeat, FeedsTheWatchdogSeveralTimesInItsInterval) {
    Patient patient(300ms);
    std::chrono::steady_clock::time_point begun;
    patient.thread.on_loop([&] {
        begun = std::chrono::steady_clock::now();
        patient.heartbeat->watch();
    });
    EXPECT_TRUE(patient.thread.until([&] { return patient.alive == 4; }));
    EXPECT_GE(std::chrono::steady_clock::now() - begun, 300ms) << "too often";
}

TEST(Heartbeat, SaysNothingUntilTheWriterHasTurnedAndThenGoesOn) {
    Patient patient(3ms);
    patient.is_stuck = true;
    patient.thread.on_loop([&] { patient.heartbeat->watch(); });
    Timer later;
    bool is_later = false;
    patient.thread.on_loop(
        [&] { later = patient.thread.loop().after(50ms, [&] { is_later = true; }); });
    EXPECT_TRUE(patient.thread.until([&] { return is_later; }));
    patient.thread.on_loop([&] {
        EXPECT_EQ(patient.alive, 0);
        EXPECT_EQ(patient.questions.size(), 1U);
        patient.is_stuck = false;
        patient.questions[0]();
    });
    EXPECT_TRUE(patient.thread.until([&] { return patient.alive >= 3; }));
    patient.thread.on_loop([&] { later.cancel(); });
}

TEST(Heartbeat, AsksNothingOfTheWriterWhereNobodyWatches) {
    Patient patient(std::nullopt);
    patient.thread.on_loop([&] {
        patient.heartbeat->watch();
        EXPECT_TRUE(patient.questions.empty());
    });
}

TEST(Heartbeat, IsSilentOnceStoppedAlsoIfAnAnswerComesLate) {
    Patient patient(3ms);
    patient.is_stuck = true;
    patient.thread.on_loop([&] {
        patient.heartbeat->watch();
        patient.heartbeat->stop();
        patient.questions[0]();
        EXPECT_EQ(patient.alive, 0);
    });
}

TEST(Heartbeat, AsksForLongerThanUntilItsNextWord) {
    Patient patient(std::nullopt);
    patient.thread.on_loop([&] { patient.heartbeat->extend(); });
    patient.thread.on_loop([&] {
        ASSERT_EQ(patient.extensions.size(), 1U) << "the first word comes at once";
        EXPECT_GT(patient.extensions[0], 2 * extension_every) << "a word may be lost";
        patient.heartbeat->end_extension();
    });
}

}  // namespace
}  // namespace tocsin
