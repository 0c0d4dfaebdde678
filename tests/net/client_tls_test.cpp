// Whom the client believes, and that it says nothing to anybody else.
#include <gtest/gtest.h>

#include "tests/net/certificates.hpp"
#include "tests/net/client_fixture.hpp"

namespace tocsin::net_test {
namespace {

class TlsClient : public Client {
protected:
    // What one request gets from a server with that certificate; `seen` is what reached it.
    Result<HttpResponse> ask_server_with(const CertificateFiles& files,
                                         const std::string& host = "localhost") {
        const ScriptedServer server([&, files](RawSocket socket) {
            if (!socket.start_tls_as_server(files.certificate, files.key)) return;
            while (true) {
                const std::string request = read_request(socket);
                seen_ += request;
                if (request.empty()) break;
                socket.send(answer("hello"));
            }
        });
        ClientOptions options;
        options.host = host;
        options.port = server.port();
        options.ca_file = authority_.file();
        open(options);
        auto result = ask();
        if (result) result = ask();
        opened_ = opened();
        thread_.on_loop([&] { client_.reset(); });
        return result;
    }
    // The reason why it was refused, with nothing sent.
    std::string refusal_of(const CertificateFiles& files, const std::string& host = "localhost") {
        const auto result = ask_server_with(files, host);
        if (result) return "accepted";
        EXPECT_EQ(result.error().code, ErrorCode::unavailable);
        EXPECT_EQ(seen_, "");
        const std::string& message = result.error().message;
        EXPECT_TRUE(message.starts_with("TLS with " + host)) << message;
        return message.substr(message.rfind(": ") + 2);
    }

    TempFolder folder_;
    Authority authority_{folder_, "authority"};
    Authority other_{folder_, "other"};
    std::string seen_;
    std::uint64_t opened_ = 0;
};

TEST_F(TlsClient, TrustsTheRightCertificateAndKeepsTheConnection) {
    const auto result = ask_server_with(authority_.issue("good"));
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result.value().body, "hello");
    EXPECT_EQ(opened_, 1u);
    EXPECT_NE(seen_.find("Host: localhost:"), std::string::npos);
}

TEST_F(TlsClient, TrustsACertificateForAnAddress) {
    const CertificateWishes address{.names = "IP:127.0.0.1"};
    EXPECT_TRUE(ask_server_with(authority_.issue("address", address), "127.0.0.1"));
    seen_.clear();
    EXPECT_EQ(refusal_of(authority_.issue("name"), "127.0.0.1"), "IP address mismatch");
}

TEST_F(TlsClient, SendsNothingToTheWrongHost) {
    const CertificateWishes elsewhere{.names = "DNS:elsewhere.example"};
    EXPECT_EQ(refusal_of(authority_.issue("wrong", elsewhere)), "hostname mismatch");
}

TEST_F(TlsClient, SendsNothingWhereTheAuthorityIsUnknown) {
    EXPECT_EQ(refusal_of(other_.issue("foreign")), "unable to get local issuer certificate");
}

TEST_F(TlsClient, SendsNothingWhereTheCertificateIsNotOfNow) {
    const CertificateWishes expired{.valid_from_seconds = -7200, .valid_to_seconds = -3600};
    EXPECT_EQ(refusal_of(authority_.issue("expired", expired)), "certificate has expired");
    const CertificateWishes early{.valid_from_seconds = 3600, .valid_to_seconds = 7200};
    EXPECT_EQ(refusal_of(authority_.issue("early", early)), "certificate is not yet valid");
}

TEST_F(TlsClient, GivesUpAHandshakeThatDoesNotCome) {
    const ScriptedServer server([](RawSocket socket) { socket.receive_to_end(); });
    ClientOptions options;
    options.host = "localhost";
    options.port = server.port();
    options.ca_file = authority_.file();
    options.connect_timeout = 100ms;
    open(options);
    const auto result = ask();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::unavailable);
    EXPECT_TRUE(result.error().message.ends_with("timed out")) << result.error().message;
    thread_.on_loop([&] { client_.reset(); });
}

TEST_F(TlsClient, SpeaksNoPlainTextToAPlainServer) {
    const ScriptedServer server([&](RawSocket socket) {
        seen_ += socket.receive();
        socket.send(answer("x"));
    });
    ClientOptions options;
    options.host = "localhost";
    options.port = server.port();
    options.ca_file = authority_.file();
    open(options);
    const auto result = ask();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::unavailable);
    EXPECT_EQ(seen_.find("POST"), std::string::npos);
    thread_.on_loop([&] { client_.reset(); });
}

// Whoever cuts the line must not be able to shorten an answer that ends with the connection.
TEST_F(TlsClient, TakesNoAnswerThatWasCutWithoutGoodbye) {
    const CertificateFiles files = authority_.issue("good");
    const ScriptedServer server([files](RawSocket socket) {
        if (!socket.start_tls_as_server(files.certificate, files.key)) return;
        read_request(socket);
        socket.send("HTTP/1.1 200 OK\r\n\r\nhalf of i");
        socket.half_close();
        socket.receive_to_end();
    });
    ClientOptions options;
    options.host = "localhost";
    options.port = server.port();
    options.ca_file = authority_.file();
    open(options);
    const auto result = ask();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::unknown);
    EXPECT_TRUE(result.error().message.ends_with("the connection was cut"));
    thread_.on_loop([&] { client_.reset(); });
}

}  // namespace
}  // namespace tocsin::net_test
