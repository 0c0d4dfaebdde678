#include "net/tls.hpp"

#include <gtest/gtest.h>

#include "tests/net/certificates.hpp"
#include "tests/net/echo_server.hpp"

namespace tocsin::net_test {
namespace {

using namespace std::chrono_literals;

const std::string http11 = "\x08http/1.1";
const std::string http2 = "\x02h2";

class Tls : public ::testing::Test {
protected:
    ListenerOptions with(const CertificateFiles& files) {
        ListenerOptions options;
        options.tls = TlsServerOptions{files.certificate, files.key, {}, TlsVersion::tls_1_2};
        return options;
    }

    TempFolder folder_;
    Authority authority_{folder_, "authority"};
    Authority other_{folder_, "other"};
    CertificateFiles files_ = authority_.issue("localhost");
};

TEST_F(Tls, ServesRequestsOverTls) {
    EchoServer server(with(files_));
    RawSocket socket = server.connect();
    ASSERT_TRUE(socket.start_tls_as_client(authority_.file(), "localhost", http2 + http11));
    EXPECT_EQ(socket.protocol(), "http/1.1");
    const std::string body(300'000, 'x');
    socket.send(post("/echo", "hello") + post("/echo", body, "Connection: close\r\n"));
    const auto answers = parse_answers(socket.receive_to_end());
    ASSERT_EQ(answers.size(), 2u);
    EXPECT_EQ(answers[0].body, "hello");
    EXPECT_EQ(answers[1].body, body);
}

TEST_F(Tls, LetsAClientThatStillWritesReadTheRefusal) {
    EchoServer server(with(files_));
    RawSocket socket = server.connect();
    ASSERT_TRUE(socket.start_tls_as_client(authority_.file(), "localhost"));
    socket.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 40000\r\n\r\n" +
                std::string(40'000, 'x'));
    const auto answers = parse_answers(socket.receive_to_end());
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].status, 404u);
}

TEST_F(Tls, TakesTheKeyAsText) {
    ListenerOptions options;
    options.tls = TlsServerOptions{files_.certificate, "", Secret(read_file(files_.key)),
                                   TlsVersion::tls_1_3};
    EchoServer server(options);
    RawSocket socket = server.connect();
    EXPECT_TRUE(socket.start_tls_as_client(authority_.file(), "localhost"));
}

TEST_F(Tls, TurnsAwayAClientThatSpeaksOnlyAnotherProtocol) {
    EchoServer server(with(files_));
    RawSocket socket = server.connect();
    EXPECT_FALSE(socket.start_tls_as_client(authority_.file(), "localhost", http2));
    RawSocket plain = server.connect();
    plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(parse_answers(plain.receive_to_end()).size(), 0u);
}

TEST_F(Tls, ClosesAHandshakeThatDoesNotCome) {
    ListenerOptions options = with(files_);
    options.handshake_timeout = 100ms;
    EchoServer server(options);
    RawSocket socket = server.connect();
    EXPECT_TRUE(socket.closes());
}

TEST_F(Tls, NewConnectionsSeeNewFilesAndOldOnesGoOn) {
    EchoServer server(with(files_));
    RawSocket before = server.connect();
    ASSERT_TRUE(before.start_tls_as_client(authority_.file(), "localhost"));
    const CertificateFiles renewed = other_.issue("renewed");
    server.thread().on_loop([&] {
        EXPECT_TRUE(server.server().replace_tls(
            "test", {renewed.certificate, renewed.key, {}, TlsVersion::tls_1_2}));
        EXPECT_FALSE(server.server().replace_tls(
            "test", {renewed.certificate, files_.key, {}, TlsVersion::tls_1_2}));
    });
    RawSocket after = server.connect();
    EXPECT_TRUE(after.start_tls_as_client(other_.file(), "localhost"));
    before.send(post("/echo", "hello"));
    EXPECT_TRUE(before.receive_until("hello").ends_with("hello"));
}

TEST_F(Tls, SaysWhichFileIsWrong) {
    const auto load = [](const std::string& certificate, const std::string& key) {
        const auto loaded = load_tls_server({certificate, key, {}, TlsVersion::tls_1_2});
        return loaded ? std::string() : loaded.error().message;
    };
    EXPECT_EQ(load(files_.certificate, files_.key), "");
    EXPECT_NE(load("/nowhere.crt", files_.key).find("/nowhere.crt"), std::string::npos);
    EXPECT_NE(load(files_.certificate, "/nowhere.key").find("/nowhere.key"), std::string::npos);
    EXPECT_NE(load(files_.certificate, authority_.issue("x").key), "");
    EXPECT_FALSE(load_tls_client("/nowhere.pem"));
    EXPECT_TRUE(load_tls_client(""));
}

// ---- Client certificates
// ---------------------------------------------------------------------------

class ClientCertificates : public Tls {
protected:
    ListenerOptions asking(ClientAuth client_auth) {
        ListenerOptions options = with(files_);
        options.tls->client_auth = client_auth;
        options.tls->client_ca_file = clients_.file();
        return options;
    }

    // The names that the server sees, a line each; nothing if it turns the client away.
    std::optional<std::string> names(const EchoServer& server, const CertificateFiles* mine) {
        RawSocket socket = server.connect();
        if (mine != nullptr) socket.show_certificate(mine->certificate, mine->key);
        if (!socket.start_tls_as_client(authority_.file(), "localhost")) return std::nullopt;
        socket.send(post("/names", "", "Connection: close\r\n"));
        // Under TLS 1.3 the server's no comes after the client's handshake.
        const auto answers = parse_answers(socket.receive_to_end());
        return answers.empty() ? std::nullopt : std::optional(answers[0].body);
    }

    Authority clients_{folder_, "clients"};
    CertificateWishes am_{.names =
                              "DNS:AM.example,URI:spiffe://cluster/am,email:am@example.org,"
                              "IP:192.0.2.7,IP:2001:db8::7"};
    CertificateFiles am_files_ = clients_.issue("am", am_);
};

TEST_F(ClientCertificates, TellTheNamesForWhichTheyAre) {
    EchoServer server(asking(ClientAuth::request));
    EXPECT_EQ(names(server, &am_files_),
              "am.example\nspiffe://cluster/am\nam@example.org\n192.0.2.7\n2001:db8::7\n");
    EXPECT_EQ(names(server, nullptr), "");
}

TEST_F(ClientCertificates, AreNotLookedAtWhereNobodyAsked) {
    EchoServer server(with(files_));
    EXPECT_EQ(names(server, &am_files_), "");
}

TEST_F(ClientCertificates, AreNeededWhereTheyAreRequired) {
    EchoServer server(asking(ClientAuth::require));
    EXPECT_TRUE(names(server, &am_files_));
    EXPECT_FALSE(names(server, nullptr));
}

TEST_F(ClientCertificates, AreTurnedAwayIfTheyAreNotGood) {
    const CertificateFiles strangers = other_.issue("strangers", am_);
    CertificateWishes over = am_;
    over.valid_to_seconds = -60;
    const CertificateFiles expired = clients_.issue("expired", over);
    for (const ClientAuth client_auth : {ClientAuth::request, ClientAuth::require}) {
        EchoServer server(asking(client_auth));
        EXPECT_FALSE(names(server, &strangers));
        EXPECT_FALSE(names(server, &expired));
    }
}

TEST_F(ClientCertificates, NeedAnAuthorityThatCanBeRead) {
    TlsServerOptions options = *asking(ClientAuth::request).tls;
    for (const std::string& file : {std::string("/nowhere.pem"), files_.key}) {
        options.client_ca_file = file;
        const auto loaded = load_tls_server(options);
        ASSERT_FALSE(loaded);
        EXPECT_NE(loaded.error().message.find(file), std::string::npos);
    }
}

}  // namespace
}  // namespace tocsin::net_test
