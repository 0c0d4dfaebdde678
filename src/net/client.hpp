// HttpsClient: one server, requests out, answers in, and the truth about what may have happened.
//
// The Transport that delivery uses.  Its one subtle duty is to say whether a failed request can
// have had an effect: `unavailable` is promised only while no byte of the request has been given
// to the socket; from then on every failure is `unknown`.  Certificate and host name are checked
// before that; redirects are answers like any other; there are no proxies and no switch to trust
// everybody.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/transport.hpp"
#include "base/url.hpp"
#include "net/loop.hpp"

namespace tocsin {

struct ClientOptions {
    bool tls = true;  // false only for a loopback host.
    std::string host;
    std::uint16_t port = 443;
    std::string ca_file;                                 // PEM; empty: the system's authorities.
    Duration connect_timeout = std::chrono::seconds(5);  // Look-up, TCP and TLS together.
    std::uint64_t answer_body_bytes_max = 1U << 20;      // More: unknown.
    std::size_t answer_header_bytes_max = 16U << 10;     // At most 32 KiB.
    std::size_t idle_connections_max = 2;
    Duration idle_timeout = std::chrono::seconds(30);  // Servers close idle connections; so do we.
};

// For the server of this URL; all else as it is by default.
ClientOptions client_options_of(const BaseUrl& url);

class HttpsClient : public Transport {
public:
    // Fails with malformed if the CA file cannot be used, or for http to a host that is not
    // loopback.  Everything happens on the thread of `loop`.
    static Result<std::unique_ptr<HttpsClient>> open(Loop& loop, ClientOptions options);

    // Cuts everything.  Exchanges under way are told on the loop's next turns; if the loop turns
    // no more, never.
    ~HttpsClient() override;

    // Host, Content-Length, Connection, Accept-Encoding and Expect are net's own and left out of
    // request.headers.  A header field with a line break and the like fails with malformed.
    // Messages say what happened and where ("connect to api.example:443: Connection refused");
    // header values never stand in them.
    void exchange(HttpRequest request, Duration timeout, Done done) override;

    // Connections made so far.  For tests: how it finds its connections concerns nobody else.
    std::uint64_t connections_opened() const;

    // Closes idle connections.  For tests, which want a fresh one now.
    void close_idle();

    struct Core;

private:
    explicit HttpsClient(std::shared_ptr<Core> core);

    std::shared_ptr<Core> core_;
};

}  // namespace tocsin
