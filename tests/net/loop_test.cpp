#include "net/loop.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <stdexcept>

#include "tests/net/loop_thread.hpp"

namespace tocsin::net_test {
namespace {

using namespace std::chrono_literals;

TEST(Loop, GoesOnAfterAnExceptionAndLogsIt) {
    LoopThread thread;
    thread.loop().post([] { throw std::runtime_error("on purpose"); });
    thread.loop().post([] { throw 5; });
    bool ran = false;
    thread.on_loop([&] { ran = true; });
    EXPECT_TRUE(ran);
    const std::vector<std::string> expected = {"exception in the loop: on purpose",
                                               "exception of an unknown kind in the loop"};
    EXPECT_EQ(thread.logged(), expected);
}

TEST(Loop, RunsTimersInTheirOrderAndNotBeforeTheirTime) {
    LoopThread thread;
    std::vector<int> ran;
    std::chrono::steady_clock::duration took{};
    Timer first;
    Timer second;
    Timer at_once;
    thread.on_loop([&] {
        const auto start = std::chrono::steady_clock::now();
        second = thread.loop().after(40ms, [&, start] {
            ran.push_back(2);
            took = std::chrono::steady_clock::now() - start;
        });
        first = thread.loop().after(20ms, [&] { ran.push_back(1); });
        at_once = thread.loop().after(-1s, [&] { ran.push_back(0); });
        EXPECT_TRUE(second.waiting());
    });
    EXPECT_TRUE(thread.until([&] { return ran.size() == 3; }));
    EXPECT_EQ(ran, (std::vector<int>{0, 1, 2}));
    EXPECT_GE(took, 40ms);
    EXPECT_FALSE(second.waiting());
    thread.on_loop([&] {
        for (Timer* timer : {&first, &second, &at_once}) timer->cancel();
    });
}

TEST(Loop, ACancelledTimerNeverRuns) {
    LoopThread thread;
    bool ran = false;
    Timer last;
    thread.on_loop([&] {
        Timer cancelled = thread.loop().after(0s, [&] { ran = true; });
        cancelled.cancel();
        Timer replaced = thread.loop().after(0s, [&] { ran = true; });
        replaced = Timer();
        {
            const Timer scoped = thread.loop().after(0s, [&] { ran = true; });
        }
        last = thread.loop().after(5ms, [] {});
    });
    EXPECT_TRUE(thread.until([&] { return !last.waiting(); }));
    EXPECT_FALSE(ran);
    thread.on_loop([&] { last = Timer(); });
}

TEST(Loop, ATimerMayStartItselfAnew) {
    LoopThread thread;
    int count = 0;
    Timer timer;
    std::function<void()> again = [&] {
        if (++count < 3) timer = thread.loop().after(1ms, again);
    };
    thread.on_loop([&] { timer = thread.loop().after(1ms, again); });
    EXPECT_TRUE(thread.until([&] { return count == 3; }));
    thread.on_loop([&] { timer = Timer(); });
}

TEST(Loop, HandsSignalsOver) {
    LoopThread thread;
    std::vector<int> seen;
    thread.on_loop(
        [&] { thread.loop().watch_signals([&](int number) { seen.push_back(number); }); });
    ::kill(::getpid(), SIGHUP);
    EXPECT_TRUE(thread.until([&] { return seen.size() == 1; }));
    ::kill(::getpid(), SIGTERM);
    EXPECT_TRUE(thread.until([&] { return seen.size() == 2; }));
    EXPECT_EQ(seen, (std::vector<int>{SIGHUP, SIGTERM}));
}

TEST(Loop, RunEndsOnStopAlsoFromACallback) {
    Loop loop([](std::string_view) {});
    bool called = false;
    loop.post([&] {
        called = true;
        loop.stop();
    });
    loop.run();
    EXPECT_TRUE(called);
}

}  // namespace
}  // namespace tocsin::net_test
