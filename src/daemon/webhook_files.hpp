// webhook_files: recorded webhooks as the files of a folder, for `tocsin backtest --webhooks=DIR`.
//
// A name says when and from whom: 20261124T120000.123Z--SOURCE.json.  Files of other names are of a
// source that the caller names, and were received when they were last written, one after the other
// in byte order of their names.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/webhook.hpp"

namespace tocsin {

struct WebhookFile {
    std::string path;
    SourceName source;
    WallTime received_at;
};

// What such a name says; nothing for any other name.
std::optional<WebhookFile> webhook_file_named(const std::string& path);

// All files of the folder but dot files, in the order in which they were received.  Fails if it
// cannot be read, or with `refused` if a file is of no source that is known.
Result<std::vector<WebhookFile>> list_webhook_files(const std::string& folder,
                                                    const std::optional<SourceName>& other_source);

// With its body.
Result<Webhook> read_webhook(const WebhookFile& file);

}  // namespace tocsin
