#include "daemon/read_secret.hpp"

#include <sys/stat.h>

#include <cstdlib>

#include "daemon/config_files.hpp"

namespace tocsin {
namespace {

Result<Secret> of_file(const std::string& path, bool must_be_private) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) {
        return unavailable("secret file " + path + " is not there or cannot be reached");
    }
    if (must_be_private && (status.st_mode & S_IROTH) != 0) {
        return refused("secret file " + path +
                       " can be read by everybody; chmod o-r makes it usable");
    }
    auto text = read_file(path);
    if (!text) return unavailable("secret file " + path + " " + text.error().message);
    std::string& secret = text.value();
    while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
    if (secret.empty()) return refused("secret file " + path + " is empty");
    return Secret(std::move(secret));
}

}  // namespace

Result<Secret> read_secret(const SecretRef& ref) {
    switch (ref.kind) {
        case SecretRef::Kind::file:
            return of_file(ref.name, true);
        case SecretRef::Kind::credential: {
            const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
            if (folder == nullptr) {
                return refused(
                    "credential \"" + ref.name +
                    "\" needs systemd's LoadCredential= ($CREDENTIALS_DIRECTORY is not set)");
            }
            return of_file(std::string(folder) + "/" + ref.name, false);
        }
        case SecretRef::Kind::env: {
            const char* value = std::getenv(ref.name.c_str());
            if (value == nullptr || *value == '\0') {
                return unavailable("environment variable " + ref.name + " is not set or empty");
            }
            return Secret(value);
        }
    }
    return malformed("unknown kind of secret");
}

}  // namespace tocsin
