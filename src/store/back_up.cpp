#include "store/back_up.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "store/columns.hpp"
#include "store/open_beside.hpp"

namespace tocsin {
namespace {

namespace fs = std::filesystem;

Error failed(std::string_view doing, const std::string& path) {
    return unavailable(fmt::format("cannot {} {}: {}", doing, path, std::strerror(errno)));
}

// Ready to be copied into, and for its owner alone; SQLite takes an empty file.
Result<void> make_empty(const std::string& path) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST) {
        return refused(
            fmt::format("{} is there: another backup is being made, or one was cut off; "
                        "remove it if none runs",
                        path));
    }
    if (fd < 0) return failed("make", path);
    ::close(fd);
    return success();
}

// SQLite does not sync what VACUUM INTO made.
Result<void> sync(const std::string& path, int flags) {
    const int fd = ::open(path.c_str(), flags | O_CLOEXEC);
    if (fd < 0) return failed("open", path);
    const bool synced = ::fsync(fd) == 0;
    const Error why = failed("sync", path);
    ::close(fd);
    if (!synced) return why;
    return success();
}

Result<void> copy(const std::string& path, const std::string& to) {
    TRY(const std::unique_ptr<Database> database, open_beside(path));
    TRY(Statement vacuum, database->prepare("VACUUM INTO ?"));
    const Result<void> copied = run(vacuum, to);
    if (!copied) return told_apart(*database, copied.error());
    return success();
}

Result<void> check_copy(const std::string& path) {
    TRY(const std::unique_ptr<Database> database, open_beside(path));
    TRY(const std::string found, database->text("PRAGMA integrity_check(1)"));
    if (found != "ok") return malformed(fmt::format("the copy is not sound: {}", found));
    return success();
}

Result<void> make_whole(const std::string& path, const std::string& part, const std::string& to) {
    TRYV(copy(path, part));
    TRYV(check_copy(part));
    TRYV(sync(part, O_RDONLY));
    // Not over one that came meanwhile.
    if (::renameat2(AT_FDCWD, part.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0)
        return failed("name", to);
    const fs::path folder = fs::path(to).parent_path();
    return sync(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY);
}

}  // namespace

Result<std::uintmax_t> back_up(const std::string& path, const std::string& to) {
    std::error_code failure;
    if (fs::exists(to, failure)) return refused(fmt::format("{} is there already", to));
    const std::string part = to + ".part";
    TRYV(make_empty(part));
    if (const Result<void> made = make_whole(path, part, to); !made) {
        fs::remove(part, failure);
        return made.error();
    }
    const std::uintmax_t size = fs::file_size(to, failure);
    return failure ? 0 : size;
}

}  // namespace tocsin
