// PasswordCheck: whether a password fits a bcrypt hash, without holding up the loop.
//
// A hash is made to be slow: it is computed on a thread of its own, one at a time.  What was right
// once is remembered as a digest with a salt of this process, so that a scraper costs one hash and
// not one for each scrape.  Of each address (peer_block) only a few may wait.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "base/digest.hpp"
#include "base/secret.hpp"

namespace tocsin {

class PasswordCheck {
public:
    enum class Verdict { right, wrong, busy };
    using Done = std::function<void(Verdict)>;

    static constexpr std::size_t waiting_of_peer_max = 8;
    static constexpr std::size_t waiting_max = 64;
    static constexpr std::size_t remembered_max = 1024;

    // `post` runs a callback on the loop's thread; it is called on any thread.
    explicit PasswordCheck(std::function<void(std::function<void()>)> post);
    PasswordCheck(const PasswordCheck&) = delete;
    PasswordCheck& operator=(const PasswordCheck&) = delete;
    // What still waits is not answered.
    ~PasswordCheck();

    // Calls `done` on the loop's thread, at once if the answer is known.
    void check(const std::string& peer, Secret hash, Secret password, Done done);

private:
    struct Job {
        std::string peer;
        Secret hash;
        Secret password;
        Done done;
    };

    Sha256 digest_of(const Secret& hash, const Secret& password) const;
    void work();
    void answer(const Job& job, bool right);

    std::function<void(std::function<void()>)> post_;
    const std::string salt_;
    std::set<Sha256> right_;                      // The loop's.
    std::map<std::string, std::size_t> waiting_;  // The loop's: how many of each peer.
    std::size_t waiting_in_all_ = 0;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> jobs_;
    bool stopping_ = false;
    std::thread worker_;  // Last: it uses all above.
};

// Whether the password fits, by crypt(3).
bool fits(const Secret& hash, const Secret& password);

}  // namespace tocsin
