#include "tests/net/certificates.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>

#include "tests/net/require.hpp"

namespace tocsin::net_test {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using File = std::unique_ptr<std::FILE, decltype(&std::fclose)>;

Key make_key() {
    Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    require(key != nullptr);
    return key;
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    require(extension != nullptr);
    require(X509_add_ext(certificate, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

Certificate make_certificate(EVP_PKEY* key, const std::string& common_name, long from, long to) {
    static long serial = 1;
    Certificate certificate(X509_new(), &X509_free);
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), from);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), to);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                               0);
    return certificate;
}

void write_certificate(const std::string& path, X509* certificate) {
    const File file(std::fopen(path.c_str(), "w"), &std::fclose);
    require(file && PEM_write_X509(file.get(), certificate) == 1);
}

void write_key(const std::string& path, EVP_PKEY* key) {
    const File file(std::fopen(path.c_str(), "w"), &std::fclose);
    require(file && PEM_write_PrivateKey(file.get(), key, nullptr, nullptr, 0, nullptr, nullptr));
}

}  // namespace

struct Authority::Keys {
    Key key;
    Certificate certificate;
};

TempFolder::TempFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tocsin-net-XXXXXX").string();
    require(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
}

TempFolder::~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Authority::Authority(const TempFolder& folder, const std::string& name)
    : folder_(folder), file_(folder.file(name + ".pem")) {
    Key key = make_key();
    Certificate certificate = make_certificate(key.get(), name, -3600, 3600);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    add_extension(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    require(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
    write_certificate(file_, certificate.get());
    keys_ = new Keys{std::move(key), std::move(certificate)};
}

Authority::~Authority() {
    delete keys_;
}

CertificateFiles Authority::issue(const std::string& name, const CertificateWishes& wishes) {
    const Key key = make_key();
    const Certificate certificate =
        make_certificate(key.get(), name, wishes.valid_from_seconds, wishes.valid_to_seconds);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(keys_->certificate.get()));
    add_extension(certificate.get(), keys_->certificate.get(), NID_subject_alt_name, wishes.names);
    require(X509_sign(certificate.get(), keys_->key.get(), EVP_sha256()) > 0);
    CertificateFiles files{folder_.file(name + ".crt"), folder_.file(name + ".key")};
    write_certificate(files.certificate, certificate.get());
    write_key(files.key, key.get());
    return files;
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace tocsin::net_test
