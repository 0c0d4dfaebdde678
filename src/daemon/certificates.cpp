#include "daemon/certificates.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include "daemon/read_secret.hpp"

namespace tocsin {
namespace {

// Tells whether a file is another one, or was written again.
std::string stamp_of(const std::string& file) {
    struct stat status {};
    if (stat(file.c_str(), &status) != 0) return "absent;";
    return fmt::format("{}.{}:{}:{};", status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
                       status.st_size, status.st_ino);
}

std::string stamps_of(const TlsConfig& tls) {
    std::string stamps = stamp_of(tls.cert_file);
    if (const auto* path = std::get_if<std::string>(&tls.key_file)) {
        stamps += stamp_of(*path);
    } else if (const auto& ref = std::get<SecretRef>(tls.key_file);
               ref.kind == SecretRef::Kind::file) {
        stamps += stamp_of(ref.name);
    }
    if (!tls.client_ca_file.empty()) stamps += stamp_of(tls.client_ca_file);
    return stamps;
}

ClientAuth client_auth_of(const TlsConfig& tls) {
    if (tls.client_auth == "require") return ClientAuth::require;
    return tls.client_auth == "request" ? ClientAuth::request : ClientAuth::none;
}

}  // namespace

Result<TlsServerOptions> tls_options_of(const TlsConfig& tls) {
    TlsServerOptions options;
    options.certificate_file = tls.cert_file;
    if (const auto* path = std::get_if<std::string>(&tls.key_file)) {
        options.key_file = *path;
    } else {
        TRY(options.key_pem, read_secret(std::get<SecretRef>(tls.key_file)));
    }
    options.version_min = tls.min_version == "1.3" ? TlsVersion::tls_1_3 : TlsVersion::tls_1_2;
    options.client_auth = client_auth_of(tls);
    options.client_ca_file = tls.client_ca_file;
    return options;
}

Certificates::Certificates(Loop& loop, Server& server, Metrics& metrics, Log& log)
    : loop_(loop), server_(server), metrics_(metrics), log_(log) {}

void Certificates::watch(const std::vector<ListenerConfig>& listeners) {
    for (const ListenerConfig& listener : listeners) {
        if (!listener.tls) continue;
        watched_[listener.name] = {*listener.tls, stamps_of(*listener.tls)};
        say_its_end(listener.name, *listener.tls);
    }
    if (!watched_.empty()) timer_ = loop_.after(between_looks, [this] { look(); });
}

void Certificates::renew(const std::vector<ListenerConfig>& fresh) {
    for (const ListenerConfig& listener : fresh) {
        const auto watched = watched_.find(listener.name);
        if (watched == watched_.end() || !listener.tls) continue;
        watched->second.tls = *listener.tls;
        read_again(listener.name, watched->second);
    }
}

void Certificates::look() {
    for (auto& [listener, watched] : watched_) {
        if (stamps_of(watched.tls) != watched.stamps) read_again(listener, watched);
    }
    timer_ = loop_.after(between_looks, [this] { look(); });
}

void Certificates::read_again(const std::string& listener, Watched& watched) {
    // Before they are read: what is written meanwhile is seen at the next look.
    watched.stamps = stamps_of(watched.tls);
    const auto options = tls_options_of(watched.tls);
    const Result<void> done =
        options ? server_.replace_tls(listener, options.value()) : Result<void>(options.error());
    if (!done) {
        log_.error("net", "a new certificate cannot be used, the old one stays",
                   {{"listener", listener}, {"err", done.error().message}});
        return;
    }
    log_.info("net", "certificate read again", {{"listener", listener}});
    say_its_end(listener, watched.tls);
}

void Certificates::say_its_end(const std::string& listener, const TlsConfig& tls) {
    const auto end = certificate_end(tls.cert_file);
    if (end) metrics_.set_certificate_end(listener, WallTime(end.value().time_since_epoch()));
}

}  // namespace tocsin
