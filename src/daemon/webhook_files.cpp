#include "daemon/webhook_files.hpp"

#include <sys/stat.h>

#include <re2/re2.h>

#include <algorithm>
#include <filesystem>

#include "daemon/config_files.hpp"

namespace tocsin {
namespace {

std::optional<WallTime> time_of_last_write(const std::string& path) {
    struct stat found {};
    if (stat(path.c_str(), &found) != 0) return std::nullopt;
    return WallTime(
        std::chrono::duration_cast<Duration>(std::chrono::seconds(found.st_mtim.tv_sec) +
                                             std::chrono::nanoseconds(found.st_mtim.tv_nsec)));
}

Result<std::vector<std::string>> paths_in(const std::string& folder) {
    std::vector<std::string> paths;
    std::error_code error;
    auto entry = std::filesystem::directory_iterator(folder, error);
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
        std::error_code ignored;
        const bool is_hidden = entry->path().filename().string().starts_with(".");
        if (!is_hidden && entry->is_regular_file(ignored)) paths.push_back(entry->path().string());
    }
    if (error) return unavailable(folder + " cannot be read: " + error.message());
    std::sort(paths.begin(), paths.end());
    return paths;
}

}  // namespace

std::optional<WebhookFile> webhook_file_named(const std::string& path) {
    static const re2::RE2 form(
        R"((?:.*/)?(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d(?:\.\d+)?)Z--([^/]+)\.json)");
    std::string year, month, day, hour, minute, second, source;
    if (!re2::RE2::FullMatch(path, form, &year, &month, &day, &hour, &minute, &second, &source))
        return std::nullopt;
    const auto time = parse_rfc3339(year + "-" + month + "-" + day + "T" + hour + ":" + minute +
                                    ":" + second + "Z");
    if (!time) return std::nullopt;
    return WebhookFile{path, SourceName(source), *time};
}

Result<std::vector<WebhookFile>> list_webhook_files(const std::string& folder,
                                                    const std::optional<SourceName>& other_source) {
    TRY(const std::vector<std::string> paths, paths_in(folder));
    std::vector<WebhookFile> files;
    std::optional<WallTime> before;  // Of the other names: they do not overtake each other.
    for (const std::string& path : paths) {
        if (auto named = webhook_file_named(path)) {
            files.push_back(std::move(*named));
            continue;
        }
        if (!other_source) {
            return refused(
                path +
                ": the name does not say when and from which source it was received "
                "(20261124T120000.123Z--SOURCE.json); --source names one for such files");
        }
        const auto written = time_of_last_write(path);
        if (!written) return unavailable(path + " cannot be read");
        before = std::max(before.value_or(*written), *written);
        files.push_back({path, *other_source, *before});
    }
    std::stable_sort(files.begin(), files.end(), [](const WebhookFile& a, const WebhookFile& b) {
        return a.received_at < b.received_at;
    });
    return files;
}

Result<Webhook> read_webhook(const WebhookFile& file) {
    auto body = read_file(file.path);
    if (!body) return Error{body.error().code, file.path + " " + body.error().message};
    Webhook webhook;
    webhook.source = file.source;
    webhook.received_at = file.received_at;
    webhook.envelope.content_type = "application/json";
    webhook.envelope.body = std::move(body).value();
    return webhook;
}

}  // namespace tocsin
