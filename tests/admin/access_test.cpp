// Users and roles over real sockets.
#include "admin/access.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "net/problem.hpp"
#include "tests/admin/bcrypt.hpp"
#include "tests/net/loop_thread.hpp"
#include "tests/net/raw_socket.hpp"
#include "tests/support/standing_clock.hpp"

namespace tocsin {
namespace {

class AccessTest : public testing::Test {
protected:
    void SetUp() override {
        thread_.on_loop([&] {
            access_ = std::make_unique<Access>(clock_, log_, [&](std::function<void()> callback) {
                thread_.loop().post(std::move(callback));
            });
            Users users;
            users.emplace("alice", User{Secret(bcrypt("a-word")), Role::approver});
            users.emplace("scraper", User{Secret(bcrypt("s-word")), Role::metrics});
            access_->configure({{"guarded", std::move(users)}});
            ServerHooks hooks;
            hooks.on_header = [](const RequestHead&) { return Proceed{}; };
            hooks.on_request = [&](const Exchange& exchange) {
                const Deed deed =
                    exchange.head->target == "/decide" ? Deed::decide : Deed::see_metrics;
                access_->admit(exchange, deed,
                               [respond = exchange.respond](const std::string& user) {
                                   respond(HttpResponse{200, {}, "user " + user});
                               });
            };
            server_ = std::make_unique<Server>(thread_.loop(), std::move(hooks));
            for (const char* name : {"guarded", "open"}) {
                ListenerOptions options;
                options.name = name;
                options.address = {"127.0.0.1", 0};
                ASSERT_TRUE(server_->listen(std::move(options)));
            }
        });
    }
    void TearDown() override {
        thread_.on_loop([&] {
            server_.reset();
            access_.reset();
        });
    }

    HttpResponse ask(const std::string& target, const std::string& credentials,
                     const std::string& listener = "guarded") {
        std::uint16_t port = 0;
        thread_.on_loop([&] { port = server_->bound_address(listener).port; });
        auto socket = net_test::RawSocket::connect(port);
        std::string fields = "Host: t\r\nConnection: close\r\n";
        if (!credentials.empty())
            fields += "Authorization: Basic " + encode_base64(credentials) + "\r\n";
        socket.send("GET " + target + " HTTP/1.1\r\n" + fields + "\r\n");
        const auto answers = net_test::parse_answers(socket.receive_to_end());
        return answers.empty() ? HttpResponse{0, {}, ""} : answers.front();
    }

    net_test::LoopThread thread_;
    StandingClock clock_;
    std::vector<std::string> lines_;
    Log log_{LogLevel::debug, LogFormat::logfmt,
             [this](std::string_view line) { lines_.emplace_back(line); }};
    std::unique_ptr<Access> access_;
    std::unique_ptr<Server> server_;
};

TEST_F(AccessTest, LetsAUserDoWhatTheRoleAllows) {
    EXPECT_EQ(ask("/decide", "alice:a-word").body, "user alice");
    EXPECT_EQ(ask("/metrics", "alice:a-word").body, "user alice");
    EXPECT_EQ(ask("/metrics", "scraper:s-word").body, "user scraper");
    EXPECT_EQ(ask("/decide", "scraper:s-word").status, 403U);
}

TEST_F(AccessTest, GivesOne401ForEveryCauseAndSaysNoName) {
    const HttpResponse missing = ask("/decide", "");
    EXPECT_EQ(missing.status, 401U);
    EXPECT_EQ(missing.headers.find("WWW-Authenticate"),
              "Basic realm=\"tocsin\", charset=\"UTF-8\"");
    for (const char* wrong :
         {"alice:", "alice:s-word", "mallory:a-word", "mallory-x:guess", ":a-word", "alice"}) {
        const HttpResponse response = ask("/decide", wrong);
        EXPECT_EQ(response.status, 401U) << wrong;
        EXPECT_EQ(response.headers, missing.headers) << wrong;
        EXPECT_EQ(response.body, missing.body) << wrong;
    }
    thread_.on_loop([&] {
        EXPECT_FALSE(lines_.empty());
        for (const std::string& line : lines_) {
            for (const char* offered : {"a-word", "s-word", "guess", "mallory", "alice"})
                EXPECT_EQ(line.find(offered), std::string::npos) << line;
        }
    });
}

TEST_F(AccessTest, AsksNobodyOnAListenerWithoutUsers) {
    EXPECT_EQ(ask("/decide", "", "open").body, "user ");
    thread_.on_loop([&] {
        EXPECT_TRUE(access_->asks("guarded"));
        EXPECT_FALSE(access_->asks("open"));
    });
}

TEST_F(AccessTest, KnowsNobodyThatAReloadTookAway) {
    EXPECT_EQ(ask("/decide", "alice:a-word").status, 200U);
    thread_.on_loop([&] {
        Users users;
        users.emplace("alice", User{Secret(bcrypt("other")), Role::admin});
        access_->configure({{"guarded", std::move(users)}});
    });
    EXPECT_EQ(ask("/decide", "alice:a-word").status, 401U);
    EXPECT_EQ(ask("/decide", "scraper:s-word").status, 401U);
    EXPECT_EQ(ask("/decide", "alice:other").status, 200U);
}

}  // namespace
}  // namespace tocsin
