#include "store/back_up.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "store/columns.hpp"
#include "store/open_beside.hpp"
#include "store/resolve_path.hpp"
#include "store/trouble.hpp"

namespace tocsin {
namespace {

namespace fs = std::filesystem;

// What stands beside a database under its name and is taken for a part of it.
constexpr std::array<std::string_view, 4> companions{"-journal", "-wal", "-shm", ".lock"};

Error failed(std::string_view doing, const std::string& path) {
    return unavailable(fmt::format("cannot {} {}: {}", doing, path, std::strerror(errno)));
}

// Where a copy may be made, and what it will be called.
Result<std::string> check_target(const std::string& store, const std::string& to) {
    std::error_code failure;
    if (fs::exists(fs::symlink_status(to, failure)))
        return refused(fmt::format("{} is there already", to));
    Result<std::string> target = resolve_to_be(to);
    if (!target) {
        return Error{target.error().code,
                     fmt::format("cannot make \"{}\": {}", to, target.error().message)};
    }
    for (const std::string_view companion : companions) {
        if (target.value() == store + std::string(companion)) {
            return refused(fmt::format("{} is a name that the store itself uses", to));
        }
    }
    for (const std::string_view journal : {"-journal", "-wal"}) {
        const std::string left = target.value() + std::string(journal);
        if (fs::exists(fs::symlink_status(left, failure))) {
            return refused(fmt::format(
                "{} is there and would be taken for a part of the copy; remove it", left));
        }
    }
    return target;
}

// Ready to be copied into, and for its owner alone; SQLite takes an empty file.
Result<void> make_empty(const std::string& path) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST) {
        return refused(
            fmt::format("{0} is there: another backup is being made, or one was cut off; "
                        "if none runs, remove it and {0}-journal",
                        path));
    }
    if (fd < 0) return failed("make", path);
    const bool is_ours_alone = ::fchmod(fd, 0600) == 0;  // Whatever the umask.
    ::close(fd);
    if (!is_ours_alone) return failed("set the mode of", path);
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

// Reading writes nothing: no space, or a write that fails, is the copy's trouble.
Error blame(Database& source, const Error& error, const std::string& copy) {
    const int code = source.take_failure();
    if (is_about_writing(code))
        return unavailable(fmt::format("cannot write {}: {}", copy, error.message));
    return told_apart(code, error);
}

Result<void> copy(const std::string& path, const std::string& to) {
    TRY(const std::unique_ptr<Database> database, open_beside(path));
    TRY(Statement vacuum, database->prepare("VACUUM INTO ?"));
    const Result<void> copied = run(vacuum, to);
    if (!copied) return blame(*database, copied.error(), to);
    return success();
}

Result<void> check_copy(const std::string& path) {
    TRY(const std::unique_ptr<Database> database, open_beside(path));
    TRY(const std::string found, database->text("PRAGMA integrity_check(1)"));
    if (found != "ok") return malformed(fmt::format("the copy is not sound: {}", found));
    return success();
}

// Not over one that came meanwhile.  Not every file system can rename so; a link can be made in
// its place, for it is refused, too, where the name is taken.
Result<void> give_name(const std::string& part, const std::string& to) {
    if (::renameat2(AT_FDCWD, part.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0)
        return success();
    if (errno != EINVAL && errno != ENOSYS) return failed("name", to);
    if (::link(part.c_str(), to.c_str()) != 0) return failed("name", to);
    ::unlink(part.c_str());
    return success();
}

Result<void> make_whole(const std::string& path, const std::string& part, const std::string& to) {
    TRYV(copy(path, part));
    TRYV(check_copy(part));
    TRYV(sync(part, O_RDONLY));
    TRYV(give_name(part, to));
    Result<void> lasts = sync(fs::path(to).parent_path().string(), O_RDONLY | O_DIRECTORY);
    // What has the name is on the disk: of this one that cannot be said.
    if (!lasts) ::unlink(to.c_str());
    return lasts;
}

}  // namespace

Result<std::uintmax_t> back_up(const std::string& path, const std::string& named) {
    TRY(const std::string store, resolve_existing(path));
    TRY(const std::string to, check_target(store, named));
    const std::string part = to + ".part";
    TRYV(make_empty(part));
    std::error_code ignored;
    if (const Result<void> made = make_whole(store, part, to); !made) {
        fs::remove(part, ignored);
        fs::remove(part + "-journal", ignored);
        return made.error();
    }
    const std::uintmax_t size = fs::file_size(to, ignored);
    return ignored ? 0 : size;
}

}  // namespace tocsin
