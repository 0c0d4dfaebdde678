// TLS as the operator sets it: what a listener shows, whom a client trusts.
//
// The floor is TLS 1.2 with forward secrecy and authenticated encryption (security.md section 3),
// and there is no switch to leave a certificate unchecked.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace tocsin {

enum class TlsVersion { tls_1_2, tls_1_3 };

// Whether clients are asked for a certificate; one that is shown has to be good either way.
enum class ClientAuth { none, request, require };

// What a TLS listener shows.  The key comes from `key_pem` or, where that is empty, `key_file`.
struct TlsServerOptions {
    std::string certificate_file;  // PEM: the server's certificate, then its chain.
    std::string key_file;
    Secret key_pem;
    TlsVersion version_min = TlsVersion::tls_1_2;
    ClientAuth client_auth = ClientAuth::none;
    std::string client_ca_file{};  // PEM: who vouches for clients; only with client_auth.
};

// Certificates and keys ready for handshakes; immutable, shared by the connections that use it.
class TlsContext;

// Fails with ErrorCode::malformed if a file cannot be read or the key does not fit.
Result<std::shared_ptr<TlsContext>> load_tls_server(const TlsServerOptions& options);

// When the first of the certificates in a PEM file ends, of the server's and its chain.
Result<std::chrono::sys_seconds> certificate_end(const std::string& certificate_file);

// Trusts the authorities of `ca_file` alone, or the system's where it is empty.
Result<std::shared_ptr<TlsContext>> load_tls_client(const std::string& ca_file);

}  // namespace tocsin
