// Certificates made for one test run: an authority, and what it signs.
#pragma once

#include <filesystem>
#include <string>

namespace tocsin::net_test {

// A folder that goes with the object.
class TempFolder {
public:
    TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    ~TempFolder();

    std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

struct CertificateFiles {
    std::string certificate;
    std::string key;
};

// What the certificate says.
struct CertificateWishes {
    std::string names = "DNS:localhost";  // As in subjectAltName: "DNS:a,IP:127.0.0.1".
    long valid_from_seconds = -3600;      // From now.
    long valid_to_seconds = 3600;
};

// One authority with an EC key; its certificate lies in `folder` as NAME.pem.
class Authority {
public:
    Authority(const TempFolder& folder, const std::string& name);
    Authority(const Authority&) = delete;
    Authority& operator=(const Authority&) = delete;
    ~Authority();

    const std::string& file() const { return file_; }
    CertificateFiles issue(const std::string& name, const CertificateWishes& wishes = {});

private:
    struct Keys;
    const TempFolder& folder_;
    std::string file_;
    Keys* keys_;
};

std::string read_file(const std::string& path);

}  // namespace tocsin::net_test
