#include "tests/emulator/certificates.hpp"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <array>
#include <string>

namespace tocsin {
namespace {

constexpr std::array<std::string_view, 10> tls_mode_words{
    "normal",        "wrong-host", "expired", "unknown-ca", "self-signed",
    "not-yet-valid", "weak-key",   "old-tls", "sni-needed", "stalled"};
constexpr long day_seconds = 24L * 3600;
constexpr unsigned weak_key_bits = 1024;

constexpr const char* good_names = "DNS:localhost,DNS:status.test,IP:127.0.0.1,IP:::1";
constexpr const char* wrong_names = "DNS:status.invalid";

Error openssl_error(const char* what) {
    const unsigned long code = ERR_get_error();
    const char* reason = ERR_reason_error_string(code);
    return unavailable(std::string(what) + ": " + (reason ? reason : "unknown reason"));
}

struct Wanted {
    std::string common_name;
    const char* names = nullptr;  // subjectAltName; null for a CA.
    long from_seconds = -day_seconds;
    long until_seconds = 30 * day_seconds;
    bool weak = false;
};

bool add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
    if (!extension) return false;
    const bool added = X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return added;
}

bool add_extensions(X509* certificate, X509* issuer, const Wanted& wanted) {
    const bool is_authority = wanted.names == nullptr;
    if (!add_extension(certificate, issuer, NID_basic_constraints,
                       is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE")) {
        return false;
    }
    if (!add_extension(
            certificate, issuer, NID_key_usage,
            is_authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature")) {
        return false;
    }
    if (!add_extension(certificate, issuer, NID_subject_key_identifier, "hash")) return false;
    if (!add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always")) {
        return false;
    }
    if (is_authority) return true;
    return add_extension(certificate, issuer, NID_ext_key_usage, "serverAuth") &&
           add_extension(certificate, issuer, NID_subject_alt_name, wanted.names);
}

bool set_serial(X509* certificate) {
    std::uint64_t serial = 0;
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1) return false;
    return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial | 1) == 1;
}

// Signed by `issuer`, or by itself if that is null.
Result<KeyPair> make_pair(const Wanted& wanted, const KeyPair* issuer) {
    KeyPair pair;
    pair.key.reset(wanted.weak ? EVP_RSA_gen(weak_key_bits) : EVP_EC_gen("P-256"));
    pair.certificate.reset(X509_new());
    X509* certificate = pair.certificate.get();
    if (!pair.key || !certificate || !set_serial(certificate)) return openssl_error("key");
    X509_set_version(certificate, X509_VERSION_3);
    X509_gmtime_adj(X509_getm_notBefore(certificate), wanted.from_seconds);
    X509_gmtime_adj(X509_getm_notAfter(certificate), wanted.until_seconds);
    X509_set_pubkey(certificate, pair.key.get());
    X509_NAME* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(wanted.common_name.c_str()),
                               -1, -1, 0);
    X509* signer = issuer ? issuer->certificate.get() : certificate;
    X509_set_issuer_name(certificate, X509_get_subject_name(signer));
    if (!add_extensions(certificate, signer, wanted)) return openssl_error("extension");
    EVP_PKEY* signing_key = issuer ? issuer->key.get() : pair.key.get();
    if (X509_sign(certificate, signing_key, EVP_sha256()) == 0) return openssl_error("signature");
    return pair;
}

Result<void> write_file(const std::filesystem::path& path, mode_t mode, const X509* certificate,
                        const EVP_PKEY* key) {
    ::unlink(path.c_str());
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    FILE* file = fd >= 0 ? ::fdopen(fd, "w") : nullptr;
    if (!file) return unavailable("cannot write " + path.string());
    const int written =
        certificate ? PEM_write_X509(file, certificate)
                    : PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    if (::fclose(file) != 0 || written != 1) return unavailable("cannot write " + path.string());
    return success();
}

int insist_on_name(SSL* tls, int* alert, void*) {
    const char* name = SSL_get_servername(tls, TLSEXT_NAMETYPE_host_name);
    if (name && std::string_view(name) == "localhost") return SSL_TLSEXT_ERR_OK;
    *alert = SSL_AD_UNRECOGNIZED_NAME;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

std::string_view word_of_tls_mode(TlsMode mode) {
    return tls_mode_words[static_cast<std::size_t>(mode)];
}

std::optional<TlsMode> tls_mode_of_word(std::string_view word) {
    for (const TlsMode mode : all_tls_modes) {
        if (word_of_tls_mode(mode) == word) return mode;
    }
    return std::nullopt;
}

Result<CertificateSet> make_certificates() {
    CertificateSet made;
    TRY(made.authority, make_pair({.common_name = "tocsin emulator CA"}, nullptr));
    TRY(const auto stranger, make_pair({.common_name = "a CA that nobody knows"}, nullptr));
    const KeyPair* authority = &made.authority;
    TRY(made.servers[TlsMode::normal],
        make_pair({.common_name = "localhost", .names = good_names}, authority));
    TRY(made.servers[TlsMode::wrong_host],
        make_pair({.common_name = "status.invalid", .names = wrong_names}, authority));
    TRY(made.servers[TlsMode::expired], make_pair({.common_name = "localhost",
                                                   .names = good_names,
                                                   .from_seconds = -10 * day_seconds,
                                                   .until_seconds = -day_seconds},
                                                  authority));
    TRY(made.servers[TlsMode::unknown_ca],
        make_pair({.common_name = "localhost", .names = good_names}, &stranger));
    TRY(made.servers[TlsMode::self_signed],
        make_pair({.common_name = "localhost", .names = good_names}, nullptr));
    TRY(made.servers[TlsMode::not_yet_valid],
        make_pair({.common_name = "localhost", .names = good_names, .from_seconds = day_seconds},
                  authority));
    TRY(made.servers[TlsMode::weak_key],
        make_pair({.common_name = "localhost", .names = good_names, .weak = true}, authority));
    for (const TlsMode mode : {TlsMode::old_tls, TlsMode::sni_needed}) {
        TRY(made.servers[mode],
            make_pair({.common_name = "localhost", .names = good_names}, authority));
    }
    return made;
}

Result<void> write_certificates(const CertificateSet& certificates,
                                const std::filesystem::path& folder) {
    TRYV(write_file(folder / "ca.pem", 0644, certificates.authority.certificate.get(), nullptr));
    for (const auto& [mode, pair] : certificates.servers) {
        const std::string stem(mode == TlsMode::normal ? "server" : word_of_tls_mode(mode));
        TRYV(write_file(folder / (stem + ".pem"), 0644, pair.certificate.get(), nullptr));
        TRYV(write_file(folder / (stem + ".key"), 0600, nullptr, pair.key.get()));
    }
    return success();
}

Result<TlsContextPtr> make_tls_context(const KeyPair& pair, TlsMode mode) {
    TlsContextPtr context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!context) return openssl_error("TLS context");
    const bool old = mode == TlsMode::old_tls;
    // OpenSSL itself would not offer what is too weak today.
    if (old || mode == TlsMode::weak_key) SSL_CTX_set_security_level(context.get(), 0);
    if (mode == TlsMode::sni_needed) {
        SSL_CTX_set_tlsext_servername_callback(context.get(), &insist_on_name);
    }
    if (SSL_CTX_set_min_proto_version(context.get(), old ? TLS1_VERSION : TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_max_proto_version(context.get(), old ? TLS1_1_VERSION : 0) != 1 ||
        SSL_CTX_use_certificate(context.get(), pair.certificate.get()) != 1 ||
        SSL_CTX_use_PrivateKey(context.get(), pair.key.get()) != 1) {
        return openssl_error("TLS context");
    }
    return context;
}

}  // namespace tocsin
