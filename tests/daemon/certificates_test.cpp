// Certificates that change under a server that listens.
#include "daemon/certificates.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "net/problem.hpp"
#include "tests/net/certificates.hpp"
#include "tests/net/loop_thread.hpp"
#include "tests/net/raw_socket.hpp"

namespace tocsin {
namespace {

class CertificatesTest : public testing::Test {
protected:
    void SetUp() override {
        put(authority_.issue("first", {.names = "DNS:first"}));
        ListenerConfig listener;
        listener.name = "webhooks";
        listener.tls = TlsConfig{folder_.file("server.crt"), folder_.file("server.key")};
        listeners_ = {listener};
        thread_.on_loop([&] {
            ServerHooks hooks;
            hooks.on_header = [](const RequestHead&) { return problem(404, ""); };
            hooks.on_request = [](const Exchange&) {};
            server_ = std::make_unique<Server>(thread_.loop(), std::move(hooks));
            ListenerOptions options;
            options.name = "webhooks";
            options.address = {"127.0.0.1", 0};
            options.tls = tls_options_of(*listeners_[0].tls).value();
            ASSERT_TRUE(server_->listen(std::move(options)));
            port_ = server_->bound_address("webhooks").port;
            certificates_ =
                std::make_unique<Certificates>(thread_.loop(), *server_, metrics_, log_);
            certificates_->watch(listeners_);
        });
    }
    void TearDown() override {
        thread_.on_loop([&] {
            certificates_.reset();
            server_.reset();
        });
    }

    // In the place of those that are there, as certbot does it: a new file under the old name.
    void put(const net_test::CertificateFiles& files) {
        std::filesystem::rename(files.certificate, folder_.file("server.crt"));
        std::filesystem::rename(files.key, folder_.file("server.key"));
    }

    // Whether new connections see a certificate for `name`.
    bool shows(const std::string& name) {
        auto socket = net_test::RawSocket::connect(port_);
        return socket.start_tls_as_client(authority_.file(), name);
    }

    bool has_logged(const std::string& words) {
        bool found = false;
        thread_.on_loop([&] {
            for (const std::string& line : lines_)
                found = found || line.find(words) != std::string::npos;
        });
        return found;
    }

    net_test::TempFolder folder_;
    net_test::Authority authority_{folder_, "authority"};
    net_test::LoopThread thread_;
    Metrics metrics_{"test", "test"};
    std::vector<std::string> lines_;
    Log log_{LogLevel::debug, LogFormat::logfmt,
             [this](std::string_view line) { lines_.emplace_back(line); }};
    std::vector<ListenerConfig> listeners_;
    std::unique_ptr<Server> server_;
    std::unique_ptr<Certificates> certificates_;
    std::uint16_t port_ = 0;
};

TEST_F(CertificatesTest, AreShownAnewSoonAfterTheirFilesChanged) {
    EXPECT_TRUE(shows("first"));
    put(authority_.issue("second", {.names = "DNS:second"}));
    EXPECT_TRUE(thread_.until([&] {
        return std::any_of(lines_.begin(), lines_.end(), [](const std::string& line) {
            return line.find("certificate read again") != std::string::npos;
        });
    }));
    EXPECT_TRUE(shows("second"));
    EXPECT_FALSE(shows("first"));
}

TEST_F(CertificatesTest, StayAsTheyAreWhereTheNewOnesCannotBeUsed) {
    const auto second = authority_.issue("second", {.names = "DNS:second"});
    std::filesystem::rename(second.certificate, folder_.file("server.crt"));
    thread_.on_loop([&] { certificates_->renew(listeners_); });
    EXPECT_TRUE(has_logged("a new certificate cannot be used, the old one stays"));
    EXPECT_TRUE(shows("first"));
    std::filesystem::rename(second.key, folder_.file("server.key"));
    thread_.on_loop([&] { certificates_->renew(listeners_); });
    EXPECT_TRUE(shows("second"));
}

TEST_F(CertificatesTest, SayWhenTheyEnd) {
    const auto end = certificate_end(folder_.file("server.crt")).value();
    const std::string line = "tocsin_certificate_expiry_timestamp_seconds{listener=\"webhooks\"} " +
                             std::to_string(end.time_since_epoch().count());
    EXPECT_NE(metrics_.prometheus_text().find(line), std::string::npos);
}

TEST(TlsOptions, ReadTheKeyAndWhoMayVouchForClients) {
    const net_test::TempFolder folder;
    std::ofstream(folder.file("key")) << "PEM\n";
    std::filesystem::permissions(folder.file("key"), std::filesystem::perms::owner_read);
    TlsConfig config{"/c", SecretRef{SecretRef::Kind::file, folder.file("key"), {}}};
    config.client_ca_file = "/ca";
    for (const auto& [word, client_auth] : {std::pair("none", ClientAuth::none),
                                            {"request", ClientAuth::request},
                                            {"require", ClientAuth::require}}) {
        config.client_auth = word;
        const TlsServerOptions options = tls_options_of(config).value();
        EXPECT_EQ(options.client_auth, client_auth);
        EXPECT_EQ(options.client_ca_file, "/ca");
        EXPECT_EQ(options.key_pem.reveal(), "PEM");
    }
    config.key_file = SecretRef{SecretRef::Kind::file, folder.file("absent"), {}};
    EXPECT_FALSE(tls_options_of(config));
}

}  // namespace
}  // namespace tocsin
