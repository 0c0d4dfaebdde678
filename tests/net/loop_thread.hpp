// A Loop on a thread of its own, and a way to do things there and wait for them.
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "net/loop.hpp"
#include "tests/support/patience.hpp"

namespace tocsin::net_test {

class LoopThread {
public:
    LoopThread()
        : loop_([this](std::string_view line) {
              const std::lock_guard lock(mutex_);
              logged_.emplace_back(line);
          }),
          thread_([this] { loop_.run(); }) {}
    ~LoopThread() {
        loop_.stop();
        thread_.join();
    }

    Loop& loop() { return loop_; }

    // Runs `work` on the loop's thread and waits until it is done.
    void on_loop(const std::function<void()>& work) {
        std::promise<void> done;
        loop_.post([&] {
            work();
            done.set_value();
        });
        done.get_future().wait();
    }

    // Asks `question` on the loop's thread until it says yes; false if it does not in time.
    bool until(const std::function<bool()>& question) {
        const auto deadline = std::chrono::steady_clock::now() + patience;
        while (std::chrono::steady_clock::now() < deadline) {
            bool yes = false;
            on_loop([&] { yes = question(); });
            if (yes) return true;
            std::this_thread::yield();
        }
        return false;
    }

    std::vector<std::string> logged() {
        const std::lock_guard lock(mutex_);
        return logged_;
    }

private:
    std::mutex mutex_;
    std::vector<std::string> logged_;
    Loop loop_;
    std::thread thread_;
};

}  // namespace tocsin::net_test
