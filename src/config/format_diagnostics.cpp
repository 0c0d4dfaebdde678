// How what was found is put in order and printed, for people, editors and GitHub.
//
// For people: the place, the line, a caret below it and a hint behind the caret.  Secrets in a
// line are covered, characters that a terminal would obey shown as spaces, and of a long line only
// the part around the caret is shown.  Names, messages and hints may quote a page or a sender: they
// go through without_invisible().  JSON keeps all as it is.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <memory>
#include <tuple>

#include "base/text.hpp"
#include "config/file_text.hpp"
#include "config/load.hpp"
#include "config/mask.hpp"

namespace tocsin {
namespace {

constexpr std::size_t shown_before_caret = 100;  // Code points of a long line.
constexpr std::size_t shown_max = 200;
constexpr std::string_view cover = "********";

std::string_view word(Level level) {
    return level == Level::error ? "error" : "warning";
}

std::string place_text(const Diagnostic& d) {
    const std::string file = without_invisible(d.file);
    return d.line == 0 ? file : fmt::format("{}:{}:{}", file, d.line, d.column);
}

// Texts of files with secrets covered; made when a line is first wanted.
class MaskedFiles {
public:
    MaskedFiles(const Diagnostics& diagnostics, std::span<const SourceFile> files)
        : diagnostics_(diagnostics), files_(files) {}

    const FileText* find(const std::string& name) {
        const auto known = texts_.find(name);
        if (known != texts_.end()) return known->second.get();
        const auto file = std::find_if(files_.begin(), files_.end(),
                                       [&](const SourceFile& f) { return f.name == name; });
        if (file == files_.end()) return nullptr;
        const FileText plain(name, file->text);
        return texts_.emplace(name, std::make_unique<FileText>(name, masked(plain.text())))
            .first->second.get();
    }

    // Whether a code point is covered because a diagnostic says that a secret stands there.
    bool is_secret(const std::string& name, std::size_t line, std::size_t column) const {
        return std::any_of(diagnostics_.begin(), diagnostics_.end(), [&](const Diagnostic& d) {
            return d.code == "E320" && d.file == name && d.line == line && column >= d.column &&
                   column < d.end;
        });
    }

private:
    const Diagnostics& diagnostics_;
    std::span<const SourceFile> files_;
    std::map<std::string, std::unique_ptr<const FileText>> texts_;
};

// The line as it is shown and the line of the caret below it.
struct Shown {
    std::string line;
    std::string caret;
};

Shown show(const Diagnostic& d, std::string_view line, const MaskedFiles& files) {
    const bool is_long = count_code_points(line) > shown_max;
    const std::size_t first =
        is_long && d.column > shown_before_caret ? d.column - shown_before_caret : 1;
    Shown shown;
    if (first > 1) shown = {"…", " "};
    bool covering = false;
    for (std::size_t column = 1; !line.empty() && column < first + shown_max; ++column) {
        char32_t c = take_code_point(line);
        if (column < first) continue;
        const bool before = column < d.column;
        const bool meant = column >= d.column && column < d.end;
        const bool secret =
            c == static_cast<char32_t>(mask_mark) || files.is_secret(d.file, d.line, column);
        if (secret) {
            if (!covering) {
                shown.line += cover;
                if (before || meant) shown.caret += std::string(cover.size(), before ? ' ' : '^');
            }
            covering = true;
            continue;
        }
        covering = false;
        if (c != '\t' && is_invisible(c)) c = ' ';
        append_code_point(shown.line, c);
        if (before) shown.caret += c == '\t' ? '\t' : ' ';
        if (meant) shown.caret += '^';
    }
    if (!line.empty()) shown.line += "…";
    if (shown.caret.find('^') == std::string::npos) shown.caret += '^';
    return shown;
}

std::string as_text(const Diagnostics& diagnostics, std::span<const SourceFile> files) {
    MaskedFiles texts(diagnostics, files);
    std::string out;
    for (const Diagnostic& d : diagnostics) {
        const std::string hint = without_invisible(d.hint);
        out += fmt::format("{}: {}[{}]: {}\n", place_text(d), word(d.level), d.code,
                           without_invisible(d.message));
        const FileText* file = d.line == 0 ? nullptr : texts.find(d.file);
        // A wrong header is understood by its two lines' numbers, not by the line itself.
        if (file == nullptr || d.code == "E204") {
            if (!hint.empty()) out += fmt::format("   help: {}\n", hint);
            continue;
        }
        const Shown shown = show(d, file->line(d.line), texts);
        out += fmt::format("{:>5} | {}\n", d.line, shown.line);
        out += fmt::format("      | {}{}{}\n", shown.caret, hint.empty() ? "" : "  ", hint);
    }
    return out;
}

std::string as_json(const Diagnostics& diagnostics) {
    boost::json::array all;
    for (const Diagnostic& d : diagnostics) {
        all.push_back(boost::json::object{{"file", d.file},
                                          {"line", d.line},
                                          {"column", d.column},
                                          {"end", d.end},
                                          {"code", d.code},
                                          {"message", d.message},
                                          {"hint", d.hint}});
    }
    return boost::json::serialize(all) + "\n";
}

// As GitHub wants it in workflow commands; `marks` are escaped too.
std::string escaped(std::string_view text, std::string_view marks) {
    std::string out;
    for (const char c : text) {
        if (c == '%' || c == '\r' || c == '\n' || marks.find(c) != std::string_view::npos)
            out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        else
            out += c;
    }
    return out;
}

std::string as_github(const Diagnostics& diagnostics) {
    std::string out;
    for (const Diagnostic& d : diagnostics) {
        out += fmt::format("::{} file={}", word(d.level), escaped(without_invisible(d.file), ":,"));
        if (d.line > 0) {
            out += fmt::format(",line={},col={},endColumn={}", d.line, d.column, d.end);
        }
        const std::string message =
            d.hint.empty() ? d.message : fmt::format("{} ({})", d.message, d.hint);
        out += fmt::format(",title={}::{}\n", d.code, escaped(without_invisible(message), ""));
    }
    return out;
}

}  // namespace

Diagnostics sorted(Diagnostics diagnostics, std::span<const SourceFile> files) {
    const auto place_of = [&](const std::string& name) {
        return std::find_if(files.begin(), files.end(),
                            [&](const SourceFile& file) { return file.name == name; }) -
               files.begin();
    };
    const auto key_of = [&](const Diagnostic& d) {
        return std::tuple(place_of(d.file), d.line, d.column, d.level == Level::warning,
                          std::string_view(d.code), std::string_view(d.message));
    };
    std::stable_sort(
        diagnostics.begin(), diagnostics.end(),
        [&](const Diagnostic& a, const Diagnostic& b) { return key_of(a) < key_of(b); });
    // A default that is wrong is met again by every rule that takes it.
    diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end()), diagnostics.end());
    return diagnostics;
}

std::string format_diagnostics(const Diagnostics& diagnostics, std::span<const SourceFile> files,
                               std::string_view format) {
    if (format == "json") return as_json(diagnostics);
    if (format == "github") return as_github(diagnostics);
    return as_text(diagnostics, files);
}

}  // namespace tocsin
