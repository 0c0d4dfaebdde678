#include "admin/password_check.hpp"

#include <crypt.h>
#include <openssl/rand.h>

#include <memory>
#include <utility>

#include "base/assert.hpp"
#include "net/peer.hpp"

namespace tocsin {
namespace {

std::string fresh_salt() {
    std::string salt(32, '\0');
    const int ok =
        RAND_bytes(reinterpret_cast<unsigned char*>(salt.data()), static_cast<int>(salt.size()));
    TOCSIN_ASSERT(ok == 1);
    return salt;
}

}  // namespace

bool fits(const Secret& hash, const Secret& password) {
    // crypt(3) takes texts that end at a zero byte: what stands behind one would not be looked at.
    if (hash.empty() || password.reveal().find('\0') != std::string_view::npos) return false;
    const auto data = std::make_unique<crypt_data>();
    // A Secret's bytes end in a zero byte, as those of any std::string.
    const char* const made = crypt_r(password.reveal().data(), hash.reveal().data(), data.get());
    return made != nullptr && equal_in_constant_time(made, hash.reveal());
}

PasswordCheck::PasswordCheck(std::function<void(std::function<void()>)> post)
    : post_(std::move(post)), salt_(fresh_salt()), worker_([this] { work(); }) {}

PasswordCheck::~PasswordCheck() {
    *alive_ = false;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    worker_.join();
}

Sha256 PasswordCheck::digest_of(const Secret& hash, const Secret& password) const {
    const std::array<std::string_view, 2> pieces{hash.reveal(), password.reveal()};
    return hmac_sha256(salt_, pieces);
}

void PasswordCheck::check(const std::string& peer, Secret hash, Secret password, Done done) {
    if (right_.contains(digest_of(hash, password))) return done(Verdict::right);
    const std::string block = peer_block(peer);
    std::size_t& of_peer = waiting_[block];
    if (of_peer >= waiting_of_peer_max || waiting_in_all_ >= waiting_max) {
        if (of_peer == 0) waiting_.erase(block);
        return done(Verdict::busy);
    }
    ++of_peer;
    ++waiting_in_all_;
    {
        const std::lock_guard lock(mutex_);
        jobs_.push_back({block, std::move(hash), std::move(password), std::move(done)});
    }
    changed_.notify_one();
}

void PasswordCheck::work() {
    for (;;) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
        if (stopping_) return;
        Job job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        const bool right = fits(job.hash, job.password);
        // Its callback belongs to the loop's thread, where it is let go of too.
        auto handed = std::make_shared<Job>(std::move(job));
        post_([this, alive = alive_, handed = std::move(handed), right] {
            if (*alive) answer(*handed, right);
        });
    }
}

void PasswordCheck::answer(const Job& job, bool right) {
    const auto of_peer = waiting_.find(job.peer);
    if (--of_peer->second == 0) waiting_.erase(of_peer);
    --waiting_in_all_;
    if (right) {
        if (right_.size() >= remembered_max) right_.clear();
        right_.insert(digest_of(job.hash, job.password));
    }
    job.done(right ? Verdict::right : Verdict::wrong);
}

}  // namespace tocsin
