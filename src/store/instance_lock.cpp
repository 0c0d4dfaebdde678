#include "store/instance_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/text.hpp"

namespace tocsin {
namespace {

// The owner's process id, as it wrote it; "unknown" if it did not come to that.
std::string owner_of(int fd) {
    std::array<char, 32> bytes{};
    const ssize_t size = pread(fd, bytes.data(), bytes.size(), 0);
    if (size <= 0) return "unknown";
    return std::string(trim({bytes.data(), static_cast<std::size_t>(size)}));
}

// Only of a file that we have just made: whoever may write in the folder could have put a name of
// another file there.
void give_to_owner_of(const std::string& store_path, int fd) {
    struct stat store {};
    if (geteuid() != 0 || stat(store_path.c_str(), &store) != 0) return;
    (void)!fchown(fd, store.st_uid, store.st_gid);
}

int open_lock_file(const std::string& store_path, const std::string& path) {
    constexpr int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW;
    const int made = open(path.c_str(), flags | O_CREAT | O_EXCL, 0600);
    if (made < 0) return errno == EEXIST ? open(path.c_str(), flags) : made;
    give_to_owner_of(store_path, made);
    return made;
}

}  // namespace

Result<InstanceLock> InstanceLock::take(const std::string& store_path) {
    const std::string path = store_path + ".lock";
    const int fd = open_lock_file(store_path, path);
    if (fd < 0) {
        return unavailable(fmt::format("cannot open {}: {}", path, std::strerror(errno)));
    }
    InstanceLock lock(fd);
    struct stat status {};
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || status.st_nlink != 1)
        return unavailable(fmt::format("{} is no plain file of one name", path));
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            return unavailable(fmt::format("cannot lock {}: {}", path, std::strerror(errno)));
        }
        return unavailable(fmt::format("the store {} is in use by process {} ({} is locked)",
                                       store_path, owner_of(fd), path));
    }
    // The number is for the message above; without it the lock is as good.
    const std::string owner = fmt::format("{}\n", getpid());
    if (ftruncate(fd, 0) == 0) (void)!pwrite(fd, owner.data(), owner.size(), 0);
    return lock;
}

InstanceLock::InstanceLock(InstanceLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

InstanceLock& InstanceLock::operator=(InstanceLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

InstanceLock::~InstanceLock() {
    if (fd_ >= 0) close(fd_);
}

}  // namespace tocsin
