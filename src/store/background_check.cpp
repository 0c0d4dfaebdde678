#include "store/background_check.hpp"

#include <sqlite3.h>

namespace tocsin {

BackgroundCheck::BackgroundCheck(std::string path, std::string vfs, Done done)
    : thread_([this, path = std::move(path), vfs = std::move(vfs), done = std::move(done)] {
          const Result<void> found = look(path, vfs);
          {
              const std::lock_guard lock(mutex_);
              database_.reset();
              if (stopped_) return;
          }
          done(found);
      }) {}

BackgroundCheck::~BackgroundCheck() {
    stop();
}

void BackgroundCheck::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
        if (database_) sqlite3_interrupt(database_->handle());
    }
    if (thread_.joinable()) thread_.join();
}

Result<void> BackgroundCheck::look(const std::string& path, const std::string& vfs) {
    TRY(std::unique_ptr<Database> opened, Database::open(path, {.read_only = true, .vfs = vfs}));
    Database* database = nullptr;
    {
        const std::lock_guard lock(mutex_);
        if (stopped_) return success();
        database_ = std::move(opened);
        database = database_.get();
    }
    TRYV(
        database->run("PRAGMA busy_timeout = 5000; PRAGMA cell_size_check = ON; "
                      "PRAGMA wal_autocheckpoint = 0"));
    TRY(const std::string found, database->text("PRAGMA quick_check(1)"));
    if (found != "ok") return malformed(found);
    return success();
}

}  // namespace tocsin
