#include "telemetry/log_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.hpp"

namespace tocsin {
namespace {

constexpr std::array<std::string_view, 5> level_words{"trace", "debug", "info", "warn", "error"};

// Come first, in this order (contract.md section 6).
constexpr std::array<std::string_view, 7> leading_keys{"source",  "rule",     "incident", "page",
                                                       "attempt", "trace_id", "err"};
// Written by the line itself; a field of that name gets a "_" behind it.
constexpr std::array<std::string_view, 4> own_keys{"ts", "level", "msg", "component"};

constexpr char32_t replacement = 0xFFFD;

template <std::size_t N>
bool is_one_of(std::string_view key, const std::array<std::string_view, N>& keys) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

void append_escaped(std::string& line, char32_t c) {
    switch (c) {
        case '"':
            line += "\\\"";
            return;
        case '\\':
            line += "\\\\";
            return;
        case '\n':
            line += "\\n";
            return;
        case '\r':
            line += "\\r";
            return;
        case '\t':
            line += "\\t";
            return;
        default:
            break;
    }
    if (!is_invisible(c)) {
        append_code_point(line, c);
    } else if (c < 0x10000) {
        line += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
    } else {
        const auto rest = static_cast<std::uint32_t>(c) - 0x10000;
        line += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10), 0xDC00 + (rest & 0x3FF));
    }
}

// Appends each code point by `append`, up to the cap.
void append_capped(std::string& line, std::string_view text,
                   void (*append)(std::string&, char32_t)) {
    const std::size_t cut_at = text.size() > log_value_bytes_max ? log_value_bytes_max : 0;
    std::string_view rest = text;
    while (!rest.empty()) {
        std::string_view next = rest;
        const char32_t c = take_code_point(next);
        const auto taken = static_cast<std::size_t>(next.data() - text.data());
        if (cut_at > 0 && taken > cut_at) {
            line += "…";
            break;
        }
        append(line, c);
        rest = next;
    }
}

// The text between quotes: the escapes are JSON's in all formats.
void append_quoted(std::string& line, std::string_view text) {
    line += '"';
    append_capped(line, text, append_escaped);
    line += '"';
}

bool needs_quotes(std::string_view text) {
    if (text.empty() || text.size() > log_value_bytes_max) return true;
    while (!text.empty()) {
        const char32_t c = take_code_point(text);
        if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c == replacement || is_invisible(c)) {
            return true;
        }
    }
    return false;
}

void append_text(std::string& line, LogFormat format, std::string_view text) {
    if (format == LogFormat::json || needs_quotes(text)) {
        append_quoted(line, text);
    } else {
        line += text;
    }
}

void append_value(std::string& line, LogFormat format, const LogValue& value) {
    std::visit(
        [&](const auto& held) {
            using Held = std::decay_t<decltype(held)>;
            if constexpr (std::is_same_v<Held, std::string_view>) {
                append_text(line, format, held);
            } else if constexpr (std::is_same_v<Held, double>) {
                // JSON has no word for what is not a number.
                if (std::isfinite(held))
                    line += fmt::format("{}", held);
                else
                    append_text(line, format, fmt::format("{}", held));
            } else {
                line += fmt::format("{}", held);
            }
        },
        value.held());
}

std::string clean_key(std::string_view key) {
    std::string clean(key);
    for (char& c : clean) {
        const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        if (!fits) c = '_';
    }
    if (clean.empty() || is_one_of(clean, own_keys)) clean += '_';
    return clean;
}

void append_field(std::string& line, LogFormat format, std::string_view key,
                  const LogValue& value) {
    if (format == LogFormat::json) {
        line += line.empty() ? "{" : ",";
        line += fmt::format("\"{}\":", key);
    } else {
        if (!line.empty()) line += ' ';
        line += key;
        line += '=';
    }
    append_value(line, format, value);
}

}  // namespace

std::string_view to_string(LogLevel level) {
    return level_words[static_cast<std::size_t>(level)];
}

std::optional<LogLevel> log_level_from(std::string_view word) {
    const auto at = std::find(level_words.begin(), level_words.end(), word);
    if (at == level_words.end()) return std::nullopt;
    return static_cast<LogLevel>(at - level_words.begin());
}

std::optional<LogFormat> log_format_from(std::string_view word, bool to_journal) {
    if (word == "auto") return to_journal ? LogFormat::journal : LogFormat::logfmt;
    if (word == "logfmt") return LogFormat::logfmt;
    if (word == "json") return LogFormat::json;
    if (word == "journal") return LogFormat::journal;
    return std::nullopt;
}

std::string log_line(LogFormat format, const LogEvent& event) {
    std::string line;
    if (format != LogFormat::journal) {
        append_field(line, format, "ts", format_rfc3339(event.at));
        append_field(line, format, "level", to_string(event.level));
    }
    append_field(line, format, "msg", event.message);
    append_field(line, format, "component", event.component);
    const std::size_t kept = std::min(event.fields.size(), log_fields_max);
    const auto fields = event.fields.first(kept);
    for (const std::string_view key : leading_keys) {
        for (const LogField& field : fields) {
            if (field.key == key) append_field(line, format, key, field.value);
        }
    }
    for (const LogField& field : fields) {
        if (is_one_of(field.key, leading_keys)) continue;
        append_field(line, format, clean_key(field.key), field.value);
    }
    if (kept < event.fields.size()) {
        append_field(line, format, "fields_cut", event.fields.size() - kept);
    }
    if (format == LogFormat::json) line += '}';
    return line;
}

std::string capped(std::string_view text) {
    std::string whole;
    append_capped(whole, text, append_code_point);
    return whole;
}

}  // namespace tocsin
