// WebhookReader: the recorded webhooks of a store, read beside the daemon that owns it.
//
// It opens the file for reading only and never writes, checkpoints or locks anybody out; it reads
// in small transactions, since a long one would keep the daemon's log from being copied.  What the
// daemon appends meanwhile is read too; what retention takes is gone.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/webhook.hpp"
#include "store/sqlite.hpp"

namespace tocsin {

class WebhookReader {
public:
    // Fails with `refused` if it is no store of ours or of a newer tocsin, with `unavailable` if it
    // cannot be read.
    static Result<std::unique_ptr<WebhookReader>> open(const std::string& path);

    // The next of them, in the order of the sequence, about a thousand or 8 MiB; none: that was
    // all.
    Result<std::vector<Webhook>> next();

private:
    explicit WebhookReader(std::unique_ptr<Database> database) : database_(std::move(database)) {}

    std::unique_ptr<Database> database_;
    Statement read_;
    Sequence after_;
};

}  // namespace tocsin
