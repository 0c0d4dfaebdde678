// Certificates: a CA of the emulator's own, good server certificates and bad ones.
//
//   ca.pem                          what a client must trust
//   server.pem, server.key          localhost, 127.0.0.1, ::1
//   wrong-host.pem, wrong-host.key  of the same CA, for another name
//   expired.pem, expired.key        of the same CA, ended yesterday
//   unknown-ca.pem, unknown-ca.key  a good name, of a CA that is nowhere written
//   self-signed.pem, self-signed.key
//   not-yet-valid.pem, not-yet-valid.key  of the same CA, from tomorrow on
//   weak-key.pem, weak-key.key      of the same CA, RSA with 1024 bits
//   old-tls.pem, …                  as server.pem, by a server that knows TLS 1.0 and 1.1 only
//   sni-needed.pem, …               as server.pem, by a server that must be told its name
//
// All other keys are P-256; all are new at each start.
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

enum class TlsMode {
    normal,
    wrong_host,
    expired,
    unknown_ca,
    self_signed,
    not_yet_valid,
    weak_key,
    old_tls,
    sni_needed,
    stalled,  // The handshake begins and does not end; it has no certificate.
};

inline constexpr TlsMode all_tls_modes[] = {
    TlsMode::normal,      TlsMode::wrong_host,    TlsMode::expired,  TlsMode::unknown_ca,
    TlsMode::self_signed, TlsMode::not_yet_valid, TlsMode::weak_key, TlsMode::old_tls,
    TlsMode::sni_needed,  TlsMode::stalled};

// The enumerator's name with hyphens: "wrong-host".
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

// A server's context with that certificate, TLS 1.2 or newer unless the mode is otherwise.
Result<TlsContextPtr> make_tls_context(const KeyPair& pair, TlsMode mode);

}  // namespace tocsin
