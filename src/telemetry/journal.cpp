#include "telemetry/journal.hpp"

// Where in the source an event was written is of no use without the source.
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace tocsin {
namespace {

// syslog(3): trace and debug are one level there.
constexpr std::array<int, 5> priorities{7, 7, 6, 4, 3};

std::string name_of(std::string_view key) {
    if (key == "trace_id") return "TRACE_ID";
    std::string name = "TOCSIN_";
    for (const char c : key) {
        const bool is_small = c >= 'a' && c <= 'z';
        const bool is_other = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        name += is_small ? static_cast<char>(c - 'a' + 'A') : is_other ? c : '_';
    }
    return name;
}

std::string text_of(const LogValue& value) {
    return std::visit(
        [](const auto& held) {
            using Held = std::decay_t<decltype(held)>;
            if constexpr (std::is_same_v<Held, std::string_view>)
                return capped(held);
            else
                return fmt::format("{}", held);
        },
        value.held());
}

}  // namespace

std::vector<std::string> journal_fields(const LogEvent& event) {
    std::vector<std::string> fields{
        fmt::format("PRIORITY={}", priorities[static_cast<std::size_t>(event.level)]),
        "SYSLOG_IDENTIFIER=tocsin", "MESSAGE=" + log_line(LogFormat::journal, event),
        fmt::format("TOCSIN_COMPONENT={}", event.component)};
    const std::size_t kept = std::min(event.fields.size(), log_fields_max);
    for (const LogField& field : event.fields.first(kept))
        fields.push_back(name_of(field.key) + '=' + text_of(field.value));
    return fields;
}

void write_to_journal(const LogEvent& event) {
    std::vector<std::string> fields = journal_fields(event);
    std::vector<iovec> parts;
    for (std::string& field : fields) parts.push_back({field.data(), field.size()});
    sd_journal_sendv(parts.data(), static_cast<int>(parts.size()));
}

bool stderr_is_journal() {
    const char* const stream = std::getenv("JOURNAL_STREAM");
    struct stat status {};
    if (stream == nullptr || fstat(STDERR_FILENO, &status) != 0) return false;
    return fmt::format("{}:{}", status.st_dev, status.st_ino) == stream;
}

bool has_journal() {
    return access("/run/systemd/journal/socket", W_OK) == 0;
}

}  // namespace tocsin
