#include "store/resolve_path.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>

namespace tocsin {
namespace {

namespace fs = std::filesystem;

struct Free {
    void operator()(char* text) const { std::free(text); }
};

Result<void> check_path(const std::string& path) {
    if (path.empty()) return refused("its path is empty");
    if (path.find('\0') != std::string::npos) return refused("its path has a zero byte in it");
    return success();
}

// The absolute path without links; errno says why there is none.
std::string real_path(const std::string& path) {
    const std::unique_ptr<char, Free> real(::realpath(path.c_str(), nullptr));
    return real ? real.get() : "";
}

Result<void> check_file(const std::string& real) {
    struct stat status {};
    if (::stat(real.c_str(), &status) != 0) return unavailable(std::strerror(errno));
    if (S_ISDIR(status.st_mode)) return refused("it is a folder");
    if (!S_ISREG(status.st_mode)) return refused("it is no plain file");
    if (status.st_nlink > 1) {
        return refused(
            fmt::format("its file has {} names (hard links), and each would have a log and a lock "
                        "of its own; remove all but one",
                        status.st_nlink));
    }
    if (::faccessat(AT_FDCWD, real.c_str(), R_OK, AT_EACCESS) != 0)
        return unavailable(std::strerror(errno));
    return success();
}

// Of a path at which nothing is.
Result<std::string> resolve_absent(const std::string& path) {
    std::error_code ignored;
    if (fs::is_symlink(path, ignored)) {
        return unavailable(fmt::format("it is a symbolic link to {}, which is not there",
                                       fs::read_symlink(path, ignored).string()));
    }
    const fs::path name = fs::path(path).filename();
    if (name.empty()) return refused("its path ends with a slash");
    const fs::path folder = fs::path(path).parent_path();
    const std::string real = real_path(folder.empty() ? "." : folder.string());
    if (real.empty()) {
        return unavailable(fmt::format("its folder {}: {}", folder.string(), std::strerror(errno)));
    }
    return (fs::path(real) / name).string();
}

}  // namespace

Result<std::string> resolve_existing(const std::string& path) {
    TRYV(check_path(path));
    std::string real = real_path(path);
    if (real.empty()) {
        const bool is_absent = errno == ENOENT;
        Error why = unavailable(std::strerror(errno));
        if (is_absent) {
            TRYV(resolve_absent(path));
        }
        return why;
    }
    TRYV(check_file(real));
    return real;
}

Result<std::string> resolve_to_be(const std::string& path) {
    TRYV(check_path(path));
    std::string real = real_path(path);
    if (real.empty()) {
        if (errno != ENOENT) return unavailable(std::strerror(errno));
        return resolve_absent(path);
    }
    TRYV(check_file(real));
    return real;
}

}  // namespace tocsin
