// Certificates: the TLS files of listeners, read again when a reload asks or a file has changed.
//
// A certificate that was renewed is in force within seconds, without a reload of anything else.
// What cannot be used is told once, and the old one stays; connections that are open keep what they
// began with.  Credentials of systemd are laid out at a start only and are not watched.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "net/loop.hpp"
#include "net/server.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace tocsin {

// What a listener shows, with its key read.  Fails as read_secret; the files are not opened here.
Result<TlsServerOptions> tls_options_of(const TlsConfig& tls);

class Certificates {
public:
    static constexpr Duration between_looks = std::chrono::seconds(5);

    // All outlive it.
    Certificates(Loop& loop, Server& server, Metrics& metrics, Log& log);

    // Those that listen, as their server has them now.
    void watch(const std::vector<ListenerConfig>& listeners);

    // Reads the files of `fresh` for the listeners that listen with TLS, and watches them from now
    // on.
    void renew(const std::vector<ListenerConfig>& fresh);

private:
    struct Watched {
        TlsConfig tls;
        std::string stamps;  // Of its files, when they were read last.
    };

    void look();
    void read_again(const std::string& listener, Watched& watched);
    void say_its_end(const std::string& listener, const TlsConfig& tls);

    Loop& loop_;
    Server& server_;
    Metrics& metrics_;
    Log& log_;
    std::map<std::string, Watched> watched_;
    Timer timer_;
};

}  // namespace tocsin
