#include "tests/store/faulty_vfs.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <new>

namespace tocsin {

struct FaultyVfs::Core {
    struct Plan {
        std::size_t skip = 0;   // So many acts succeed first.
        std::size_t times = 0;  // So many fail then.
        int code = SQLITE_OK;

        std::size_t failed = 0;

        int next() {
            if (times == 0) return SQLITE_OK;
            if (skip > 0) return --skip, SQLITE_OK;
            return --times, ++failed, code;
        }
    };

    std::string name;
    sqlite3_vfs vfs{};
    sqlite3_vfs* real = nullptr;

    std::mutex mutex;
    std::condition_variable changed;
    Plan write_plan;
    Plan sync_plan;
    Plan database_sync_plan;  // Of the database alone: checkpoints.
    Plan open_plan;
    std::size_t writes_to_live = 0;  // 0: no end is near.
    bool pretending = false;
    bool holding = false;
    bool is_held = false;
    std::size_t writes = 0;
    std::size_t log_syncs = 0;
    std::size_t database_syncs = 0;
    bool log_dirty = false;
};

namespace {

enum class Kind { database, log, other };

struct File {
    sqlite3_file base;
    FaultyVfs::Core* core;
    Kind kind;

    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File* to_file(sqlite3_file* file) {
    return reinterpret_cast<File*>(file);
}
sqlite3_file* real(sqlite3_file* file) {
    return to_file(file)->real();
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
    FaultyVfs::Core& core = *to_file(file)->core;
    const Kind kind = to_file(file)->kind;
    int code = SQLITE_OK;
    bool dies = false;
    if (kind != Kind::other) {
        const std::lock_guard lock(core.mutex);
        dies = core.writes_to_live > 0 && --core.writes_to_live == 0;
        code = core.write_plan.next();
        ++core.writes;
        if (kind == Kind::log) core.log_dirty = true;
    }
    const int part = code == SQLITE_OK && !dies ? size : size / 2;
    const int written = real(file)->pMethods->xWrite(real(file), bytes, part, at);
    if (dies) _exit(FaultyVfs::exit_of_the_dead);
    return code == SQLITE_OK ? written : code;
}

int sync(sqlite3_file* file, int flags) {
    FaultyVfs::Core& core = *to_file(file)->core;
    const Kind kind = to_file(file)->kind;
    std::unique_lock lock(core.mutex);
    if (core.holding) {
        core.is_held = true;
        core.changed.notify_all();
        core.changed.wait(lock, [&core] { return !core.holding; });
    }
    int code = core.sync_plan.next();
    if (code == SQLITE_OK && kind == Kind::database) code = core.database_sync_plan.next();
    const bool pretending = core.pretending;
    lock.unlock();
    if (code != SQLITE_OK) return code;
    const int synced = pretending ? SQLITE_OK : real(file)->pMethods->xSync(real(file), flags);
    lock.lock();
    if (kind == Kind::log) {
        ++core.log_syncs;
        if (synced == SQLITE_OK) core.log_dirty = false;
    } else {
        ++core.database_syncs;
    }
    return synced;
}

const sqlite3_io_methods methods{
    2,
    [](sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); },
    [](sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
        return real(file)->pMethods->xRead(real(file), to, size, at);
    },
    write,
    [](sqlite3_file* file, sqlite3_int64 size) {
        return real(file)->pMethods->xTruncate(real(file), size);
    },
    sync,
    [](sqlite3_file* file, sqlite3_int64* size) {
        return real(file)->pMethods->xFileSize(real(file), size);
    },
    [](sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); },
    [](sqlite3_file* file, int level) { return real(file)->pMethods->xUnlock(real(file), level); },
    [](sqlite3_file* file, int* is) {
        return real(file)->pMethods->xCheckReservedLock(real(file), is);
    },
    [](sqlite3_file* file, int what, void* with) {
        return real(file)->pMethods->xFileControl(real(file), what, with);
    },
    [](sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); },
    [](sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); },
    [](sqlite3_file* file, int page, int size, int extend, void volatile** map) {
        return real(file)->pMethods->xShmMap(real(file), page, size, extend, map);
    },
    [](sqlite3_file* file, int at, int count, int flags) {
        return real(file)->pMethods->xShmLock(real(file), at, count, flags);
    },
    [](sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); },
    [](sqlite3_file* file, int remove) {
        return real(file)->pMethods->xShmUnmap(real(file), remove);
    },
    nullptr,
    nullptr,
};

Kind kind_of(int flags) {
    if ((flags & SQLITE_OPEN_MAIN_DB) != 0) return Kind::database;
    if ((flags & SQLITE_OPEN_WAL) != 0) return Kind::log;
    return Kind::other;
}

int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* given) {
    auto& core = *static_cast<FaultyVfs::Core*>(vfs->pAppData);
    File* const made = new (file) File{{nullptr}, &core, kind_of(flags)};
    {
        const std::lock_guard lock(core.mutex);
        if (const int refused = core.open_plan.next(); refused != SQLITE_OK) return refused;
    }
    const int code = core.real->xOpen(core.real, path, made->real(), flags, given);
    if (code == SQLITE_OK) made->base.pMethods = &methods;
    return code;
}

// A deleted journal may ask for a sync of its folder.
int remove(sqlite3_vfs* vfs, const char* path, int sync_folder) {
    auto& core = *static_cast<FaultyVfs::Core*>(vfs->pAppData);
    std::unique_lock lock(core.mutex);
    if (core.pretending) sync_folder = 0;
    lock.unlock();
    return core.real->xDelete(core.real, path, sync_folder);
}

}  // namespace

FaultyVfs::FaultyVfs() : core_(std::make_unique<Core>()) {
    static std::atomic<int> made{0};
    core_->name = "tocsin-faulty-" + std::to_string(++made);
    core_->real = sqlite3_vfs_find(nullptr);
    core_->vfs = *core_->real;
    core_->vfs.pNext = nullptr;
    core_->vfs.zName = core_->name.c_str();
    core_->vfs.szOsFile = static_cast<int>(sizeof(File)) + core_->real->szOsFile;
    core_->vfs.xOpen = open;
    core_->vfs.xDelete = remove;
    core_->vfs.pAppData = core_.get();
    sqlite3_vfs_register(&core_->vfs, 0);
}

FaultyVfs::~FaultyVfs() {
    sqlite3_vfs_unregister(&core_->vfs);
}

const std::string& FaultyVfs::name() const {
    return core_->name;
}

void FaultyVfs::fail(Act act, std::size_t nth, int code, std::size_t times) {
    const std::lock_guard lock(core_->mutex);
    Core::Plan& plan = act == Act::write  ? core_->write_plan
                       : act == Act::sync ? core_->sync_plan
                       : act == Act::open ? core_->open_plan
                                          : core_->database_sync_plan;
    plan = {nth - 1, times, code};
}

void FaultyVfs::fail_no_more() {
    const std::lock_guard lock(core_->mutex);
    core_->write_plan = {};
    core_->sync_plan = {};
    core_->database_sync_plan = {};
    core_->open_plan = {};
}

void FaultyVfs::die_at_write(std::size_t nth) {
    const std::lock_guard lock(core_->mutex);
    core_->writes_to_live = nth;
}

std::size_t FaultyVfs::failed() const {
    const std::lock_guard lock(core_->mutex);
    return core_->write_plan.failed + core_->sync_plan.failed + core_->database_sync_plan.failed +
           core_->open_plan.failed;
}

void FaultyVfs::pretend_syncs() {
    const std::lock_guard lock(core_->mutex);
    core_->pretending = true;
}

void FaultyVfs::hold_syncs() {
    const std::lock_guard lock(core_->mutex);
    core_->holding = true;
    core_->is_held = false;
}

void FaultyVfs::wait_until_held() {
    std::unique_lock lock(core_->mutex);
    core_->changed.wait(lock, [this] { return core_->is_held; });
}

void FaultyVfs::release_syncs() {
    {
        const std::lock_guard lock(core_->mutex);
        core_->holding = false;
    }
    core_->changed.notify_all();
}

std::size_t FaultyVfs::writes() const {
    const std::lock_guard lock(core_->mutex);
    return core_->writes;
}

std::size_t FaultyVfs::log_syncs() const {
    const std::lock_guard lock(core_->mutex);
    return core_->log_syncs;
}

std::size_t FaultyVfs::database_syncs() const {
    const std::lock_guard lock(core_->mutex);
    return core_->database_syncs;
}

bool FaultyVfs::log_is_synced() const {
    const std::lock_guard lock(core_->mutex);
    return !core_->log_dirty;
}

}  // namespace tocsin
