// The thread that computes hashes, and the loop that waits for none of them.
#include "admin/password_check.hpp"

#include <gtest/gtest.h>

#include "tests/admin/bcrypt.hpp"
#include "tests/net/loop_thread.hpp"

namespace tocsin {
namespace {

using Verdict = PasswordCheck::Verdict;

TEST(Password, FitsItsHashAndNoOther) {
    const Secret hash(bcrypt("pässword"));
    EXPECT_TRUE(fits(hash, Secret("pässword")));
    EXPECT_FALSE(fits(hash, Secret("password")));
    EXPECT_FALSE(fits(hash, Secret("")));
    EXPECT_FALSE(fits(hash, Secret(std::string("pässword\0more", 14))));
    EXPECT_FALSE(fits(Secret(""), Secret("")));
    EXPECT_FALSE(fits(Secret("x"), Secret("x")));
}

class PasswordCheckTest : public testing::Test {
protected:
    void SetUp() override {
        thread_.on_loop([&] {
            check_ = std::make_unique<PasswordCheck>([&](std::function<void()> callback) {
                std::unique_lock lock(mutex_);
                opened_.wait(lock, [&] { return is_open_; });
                thread_.loop().post(std::move(callback));
            });
        });
    }
    void TearDown() override {
        open(true);
        thread_.on_loop([&] { check_.reset(); });
    }

    // While it is not, the first hash that is ready keeps the others waiting.
    void open(bool is_open) {
        const std::lock_guard lock(mutex_);
        is_open_ = is_open;
        opened_.notify_all();
    }

    // Asks, and notes the answer.
    void ask(const std::string& peer, const std::string& password) {
        check_->check(peer, hash_, Secret(password),
                      [&, password](Verdict verdict) { answers_.emplace_back(password, verdict); });
    }

    bool answered(std::size_t count) {
        return thread_.until([&] { return answers_.size() == count; });
    }

    net_test::LoopThread thread_;
    const Secret hash_{bcrypt("right")};
    std::mutex mutex_;
    std::condition_variable opened_;
    bool is_open_ = true;
    std::unique_ptr<PasswordCheck> check_;
    std::vector<std::pair<std::string, Verdict>> answers_;  // The loop's.
};

TEST_F(PasswordCheckTest, AnswersLaterAndRemembersWhatWasRight) {
    thread_.on_loop([&] {
        ask("a", "right");
        ask("a", "wrong");
        EXPECT_TRUE(answers_.empty());
    });
    ASSERT_TRUE(answered(2));
    thread_.on_loop([&] {
        EXPECT_EQ(answers_[0], std::pair(std::string("right"), Verdict::right));
        EXPECT_EQ(answers_[1], std::pair(std::string("wrong"), Verdict::wrong));
        ask("b", "right");
        EXPECT_EQ(answers_.size(), 3U) << "known by now, whoever asks";
        ask("b", "wrong");
        EXPECT_EQ(answers_.size(), 3U) << "what was wrong is computed again";
    });
    EXPECT_TRUE(answered(4));
}

TEST_F(PasswordCheckTest, LetsOnlyAFewOfEachAddressWait) {
    open(false);
    thread_.on_loop([&] {
        for (std::size_t i = 0; i <= PasswordCheck::waiting_of_peer_max; ++i)
            ask("192.0.2.1", "wrong");
        ASSERT_EQ(answers_.size(), 1U);
        EXPECT_EQ(answers_[0].second, Verdict::busy);
        ask("192.0.2.2", "right");
        EXPECT_EQ(answers_.size(), 1U) << "others wait for their turn";
    });
    open(true);
    ASSERT_TRUE(answered(PasswordCheck::waiting_of_peer_max + 2));
    thread_.on_loop([&] {
        EXPECT_EQ(answers_.back().second, Verdict::right);
        ask("192.0.2.1", "wrong");
        EXPECT_EQ(answers_.back().second, Verdict::right) << "there is room again";
    });
    EXPECT_TRUE(answered(PasswordCheck::waiting_of_peer_max + 3));
}

}  // namespace
}  // namespace tocsin
