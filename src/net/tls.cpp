#include "net/tls.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <ctime>
#include <optional>

#include "base/text.hpp"
#include "net/tls_context.hpp"

namespace tocsin {
namespace {

using boost::system::error_code;
namespace ssl = boost::asio::ssl;

constexpr const char* ciphers_1_2 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* groups = "X25519:P-256:P-384";
constexpr unsigned char alpn_http11[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

// A client that offers protocols and not http/1.1 would speak something else: it is turned away
// in the handshake.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned offered_size, void*) {
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, out_size, alpn_http11, sizeof alpn_http11, offered,
                              offered_size) != OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

Result<void> set_floor(ssl::context& context, TlsVersion version_min) {
    SSL_CTX* raw = context.native_handle();
    const int version = version_min == TlsVersion::tls_1_3 ? TLS1_3_VERSION : TLS1_2_VERSION;
    SSL_CTX_set_options(
        raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    if (SSL_CTX_set_min_proto_version(raw, version) != 1 ||
        SSL_CTX_set_cipher_list(raw, ciphers_1_2) != 1 ||
        SSL_CTX_set1_groups_list(raw, groups) != 1) {
        return malformed("TLS: this OpenSSL lacks the required versions, ciphers or groups");
    }
    return success();
}

// Of four or sixteen bytes; empty for others.
std::string address_text(const std::string& bytes) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = bytes.size() == sizeof(in_addr) ? AF_INET : AF_INET6;
    if (family == AF_INET6 && bytes.size() != sizeof(in6_addr)) return "";
    return inet_ntop(family, bytes.data(), text.data(), text.size()) == nullptr ? "" : text.data();
}

Result<void> ask_clients(SSL_CTX* raw, const TlsServerOptions& options) {
    if (options.client_auth == ClientAuth::none) return success();
    const char* const file = options.client_ca_file.c_str();
    STACK_OF(X509_NAME)* const names = SSL_load_client_CA_file(file);
    if (names == nullptr || SSL_CTX_load_verify_file(raw, file) != 1) {
        sk_X509_NAME_pop_free(names, X509_NAME_free);
        ERR_clear_error();
        return malformed("TLS: there are no certificates in " + options.client_ca_file);
    }
    SSL_CTX_set_client_CA_list(raw, names);
    const bool must = options.client_auth == ClientAuth::require;
    SSL_CTX_set_verify(raw, SSL_VERIFY_PEER | (must ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
                       nullptr);
    // Without a context of its own no session of a client with a certificate is resumed.
    static constexpr unsigned char context[] = {'t', 'o', 'c', 's', 'i', 'n'};
    if (SSL_CTX_set_session_id_context(raw, context, sizeof context) != 1)
        return malformed("TLS: sessions cannot be named");
    return success();
}

Error tls_error(const std::string& what, const error_code& error) {
    ERR_clear_error();
    return malformed("TLS: " + what + ": " + error.message());
}

}  // namespace

Result<std::shared_ptr<TlsContext>> load_tls_server(const TlsServerOptions& options) {
    auto tls = std::make_shared<TlsContext>(ssl::context::tls_server);
    TRYV(set_floor(tls->context, options.version_min));
    error_code error;
    tls->context.use_certificate_chain_file(options.certificate_file, error);
    if (error) return tls_error("certificate " + options.certificate_file, error);
    if (options.key_pem.empty()) {
        tls->context.use_private_key_file(options.key_file, ssl::context::pem, error);
    } else {
        const std::string_view pem = options.key_pem.reveal();
        tls->context.use_private_key(boost::asio::buffer(pem.data(), pem.size()), ssl::context::pem,
                                     error);
    }
    if (error) {
        return tls_error(options.key_pem.empty() ? "key " + options.key_file : "key", error);
    }
    SSL_CTX* raw = tls->context.native_handle();
    if (SSL_CTX_check_private_key(raw) != 1) {
        ERR_clear_error();
        return malformed("TLS: the key does not fit " + options.certificate_file);
    }
    TRYV(ask_clients(raw, options));
    SSL_CTX_set_alpn_select_cb(raw, choose_protocol, nullptr);
    return tls;
}

std::vector<std::string> names_of(const X509& certificate) {
    std::vector<std::string> names;
    auto* const all = static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr));
    for (int i = 0; i < sk_GENERAL_NAME_num(all); ++i) {
        int kind = 0;
        const void* const value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(all, i), &kind);
        const auto* const text = static_cast<const ASN1_STRING*>(value);
        const bool is_text = kind == GEN_DNS || kind == GEN_URI || kind == GEN_EMAIL;
        if (!is_text && kind != GEN_IPADD) continue;
        const std::string bytes(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                                static_cast<std::size_t>(ASN1_STRING_length(text)));
        names.push_back(kind == GEN_DNS     ? to_lower_ascii(bytes)
                        : kind == GEN_IPADD ? address_text(bytes)
                                            : bytes);
    }
    GENERAL_NAMES_free(all);
    return names;
}

Result<std::chrono::sys_seconds> certificate_end(const std::string& certificate_file) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> file(
        BIO_new_file(certificate_file.c_str(), "r"), BIO_free);
    std::optional<std::chrono::sys_seconds> first;
    while (file) {
        const std::unique_ptr<X509, decltype(&X509_free)> certificate(
            PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr), X509_free);
        std::tm end{};
        if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) {
            break;
        }
        const std::chrono::sys_seconds at{std::chrono::seconds(timegm(&end))};
        first = first ? std::min(*first, at) : at;
    }
    ERR_clear_error();
    if (!first) return malformed("TLS: there is no certificate in " + certificate_file);
    return *first;
}

Result<std::shared_ptr<TlsContext>> load_tls_client(const std::string& ca_file) {
    auto tls = std::make_shared<TlsContext>(ssl::context::tls_client);
    TRYV(set_floor(tls->context, TlsVersion::tls_1_2));
    error_code error;
    if (ca_file.empty()) {
        tls->context.set_default_verify_paths(error);
        if (error) return tls_error("the system's certificates", error);
    } else {
        tls->context.load_verify_file(ca_file, error);
        if (error) return tls_error("certificates " + ca_file, error);
    }
    SSL_CTX* raw = tls->context.native_handle();
    SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
    // Zero means success here, as OpenSSL documents.
    if (SSL_CTX_set_alpn_protos(raw, alpn_http11, sizeof alpn_http11) != 0) {
        return malformed("TLS: the protocol name was not accepted");
    }
    return tls;
}

}  // namespace tocsin
