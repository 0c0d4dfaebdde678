// Certificates: a CA of the emulator's own, a good server certificate and four bad ones.
//
//   ca.pem                          what a client must trust
//   server.pem, server.key          localhost, 127.0.0.1, ::1
//   wrong-host.pem, wrong-host.key  of the same CA, for another name
//   expired.pem, expired.key        of the same CA, ended yesterday
//   unknown-ca.pem, unknown-ca.key  a good name, of a CA that is nowhere written
//   self-signed.pem, self-signed.key
//
// All keys are P-256 and new at each start.
#pragma once

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.hpp"

namespace tocsin {

enum class TlsMode { normal, wrong_host, expired, unknown_ca, self_signed };

inline constexpr TlsMode all_tls_modes[] = {TlsMode::normal, TlsMode::wrong_host, TlsMode::expired,
                                            TlsMode::unknown_ca, TlsMode::self_signed};

// "normal", "wrong-host", "expired", "unknown-ca", "self-signed".
std::string_view word_of_tls_mode(TlsMode mode);
std::optional<TlsMode> tls_mode_of_word(std::string_view word);

template <class Object, void (*release)(Object*)>
struct OpensslRelease {
    void operator()(Object* object) const { release(object); }
};
using CertificatePtr = std::unique_ptr<X509, OpensslRelease<X509, X509_free>>;
using PrivateKeyPtr = std::unique_ptr<EVP_PKEY, OpensslRelease<EVP_PKEY, EVP_PKEY_free>>;
using TlsContextPtr = std::shared_ptr<SSL_CTX>;

struct KeyPair {
    CertificatePtr certificate;
    PrivateKeyPtr key;
};

struct CertificateSet {
    KeyPair authority;
    std::map<TlsMode, KeyPair> servers;
};

// ErrorCode::unavailable if OpenSSL cannot make one.
Result<CertificateSet> make_certificates();

// Writes the files above; those of keys for their owner alone.
Result<void> write_certificates(const CertificateSet& certificates,
                                const std::filesystem::path& folder);

// A server's context with that certificate, TLS 1.2 or newer.
Result<TlsContextPtr> make_tls_context(const KeyPair& pair);

}  // namespace tocsin
