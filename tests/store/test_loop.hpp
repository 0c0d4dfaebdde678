// TestLoop: the loop's thread of these tests, which is the thread of the test itself.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace tocsin {

class TestLoop {
public:
    void post(std::function<void()> callback) {
        {
            const std::lock_guard lock(mutex_);
            callbacks_.push_back(std::move(callback));
        }
        wake_.notify_one();
    }

    // Runs callbacks until `reached()`; false if that takes longer than anything here should.
    template <class Predicate>
    bool run_until(Predicate reached) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (!reached()) {
            std::unique_lock lock(mutex_);
            const bool any =
                wake_.wait_until(lock, deadline, [this] { return !callbacks_.empty(); });
            if (!any) return false;
            const std::function<void()> callback = std::move(callbacks_.front());
            callbacks_.pop_front();
            lock.unlock();
            callback();
        }
        return true;
    }

    // Runs what is there.
    void drain() {
        for (;;) {
            std::unique_lock lock(mutex_);
            if (callbacks_.empty()) return;
            const std::function<void()> callback = std::move(callbacks_.front());
            callbacks_.pop_front();
            lock.unlock();
            callback();
        }
    }

private:
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> callbacks_;
};

}  // namespace tocsin
