// InstanceLock: one tocsin at a time owns a store.
//
// Two writers would each judge the same webhooks and call the page twice; and with SQLite before
// 3.51.3 two connections that write or checkpoint at one moment can spoil a WAL database
// (docs/decisions).  So the owner holds flock(2) on PATH.lock for as long as it lives.  The
// kernel lets go when the process ends, however it ends; the file stays and names the last owner.
// Root's lock belongs to whom the store belongs: a migration by root must not lock the daemon out.
#pragma once

#include <string>

#include "base/result.hpp"

namespace tocsin {

class InstanceLock {
public:
    // Fails with `unavailable` if another process holds it, and says which.
    // Requires: `store_path` is as resolve_path gives it, or the lock is one of several.
    static Result<InstanceLock> take(const std::string& store_path);

    InstanceLock(InstanceLock&& other) noexcept;
    InstanceLock& operator=(InstanceLock&& other) noexcept;
    ~InstanceLock();

private:
    explicit InstanceLock(int fd) : fd_(fd) {}

    int fd_ = -1;
};

}  // namespace tocsin
