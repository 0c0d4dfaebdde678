// FrontClient: one connection to the front, as a careful client would make it.
#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace tocsin {

class FrontClient {
public:
    enum class End {
        whole,      // An answer with all the bytes that it promised.
        cut_off,    // The connection ended (FIN) before that.
        reset,      // RST.
        timed_out,  // Nothing came within the time.
    };
    struct Reply {
        End end = End::timed_out;
        unsigned status = 0;  // 0 if not even a status line came.
        std::string head;
        std::string body;
    };

    FrontClient() = default;
    FrontClient(const FrontClient&) = delete;
    FrontClient& operator=(const FrontClient&) = delete;
    ~FrontClient();

    // Whether a connection to 127.0.0.1:`port` was made.
    bool connect(std::uint16_t port);
    // X509_V_OK, or why the server's certificate is not that of "localhost" by the CA of `ca`;
    // -1 if the handshake failed in another way.  Requires: connected.
    long start_tls(const std::filesystem::path& ca) { return start_tls(ca, {}); }

    // What the client of start_tls() does otherwise than a careful one.
    struct TlsHabits {
        bool names_host = true;       // In the handshake (SNI).
        bool takes_anything = false;  // Weak keys, TLS 1.0.
    };
    long start_tls(const std::filesystem::path& ca, TlsHabits habits);
    // "TLSv1.1", once the handshake is made.
    std::string tls_version() const { return SSL_get_version(tls_.get()); }

    void set_timeout_millis(int millis);
    void send(const std::string& bytes);
    Reply read_reply();
    // What has come until it holds `wanted`, the connection ends or the time is over.
    std::string read_until(const std::string& wanted);
    // Everything until the connection ends.
    std::string read_to_end() { return read_until(""); }
    Reply ask(const std::string& bytes) {
        send(bytes);
        return read_reply();
    }

private:
    // The number of bytes, 0 at a FIN, -1 at a RST, -2 when the time is over.
    long read_some(char* bytes, std::size_t bytes_max);

    int socket_ = -1;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{nullptr, SSL_CTX_free};
    std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, SSL_free};
    std::string pending_;
};

// A request of the API with its key, or of the control port.
std::string raw_request(const std::string& method, const std::string& target,
                        const std::string& body = "");

}  // namespace tocsin
