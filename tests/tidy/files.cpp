#include "tests/tidy/files.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <set>

namespace tocsin::tidy {
namespace {

constexpr const char* empty_words = "util|utils|common|manager|helper|helpers|impl|handler|process";

std::size_t code_points(std::string_view line) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

bool matches(std::string_view text, const RE2& pattern) {
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

bool is_cpp(const SourceFile& file) {
    return file.path.ends_with(".cpp") || file.path.ends_with(".hpp");
}

bool exists(const std::vector<SourceFile>& files, const std::string& path) {
    return std::any_of(files.begin(), files.end(),
                       [&](const SourceFile& file) { return file.path == path; });
}

struct Exemption {
    std::size_t line;
    std::string path;
    bool has_reason;

    bool covers(std::string_view source) const {
        if (!path.ends_with("*")) return source == path;
        return source.starts_with(std::string_view(path).substr(0, path.size() - 1));
    }
};

std::vector<Exemption> read_exemptions(const SourceFile& list) {
    static const RE2 row(R"(^(\S+)\s*(.*)$)");
    std::vector<Exemption> exemptions;
    std::size_t number = 0;
    for (const std::string_view line : lines_of(list.text)) {
        ++number;
        std::string path;
        std::string reason;
        if (line.starts_with("#") || line.empty()) continue;
        if (RE2::FullMatch(re2::StringPiece(line.data(), line.size()), row, &path, &reason))
            exemptions.push_back({number, path, !reason.empty()});
    }
    return exemptions;
}

}  // namespace

Findings check_file_lengths(const std::vector<SourceFile>& files) {
    Findings findings;
    for (const SourceFile& file : files) {
        if (!is_cpp(file)) continue;
        const std::size_t most = file.path.starts_with("src/") ? source_lines_max : test_lines_max;
        const std::size_t count = lines_of(file.text).size();
        if (count > most) {
            findings.push_back(finding(
                file, count, std::to_string(count) + " lines; at most " + std::to_string(most)));
        }
    }
    return findings;
}

Findings check_line_lengths(const std::vector<SourceFile>& files) {
    Findings findings;
    for (const SourceFile& file : files) {
        const bool is_script = file.path.starts_with("scripts/") || file.path.starts_with(".ci/");
        if (!is_cpp(file) && !is_script) continue;
        std::size_t number = 0;
        for (const std::string_view line : lines_of(file.text)) {
            ++number;
            const std::size_t columns = code_points(line);
            if (columns > columns_max)
                findings.push_back(finding(file, number, std::to_string(columns) + " columns"));
        }
    }
    return findings;
}

Findings check_names(const std::vector<SourceFile>& files) {
    static const RE2 file_word("(?i)(?:^|[_.-])(?:" + std::string(empty_words) + ")(?:[_.-]|$)");
    static const RE2 type_word(
        R"(\b(?:class|struct|enum|union|using|concept)\s+(?:class\s+)?(?:\w*[a-z0-9])?)"
        R"((?:Utils?|Common|Manager|Helpers?|Impl|Handler|Process)(?:[A-Z]\w*)?\b)");
    Findings findings;
    for (const SourceFile& file : files) {
        if (matches(file_name(file.path), file_word))
            findings.push_back(finding(file, 1, "the file's name says nothing"));
        if (!is_cpp(file)) continue;
        std::size_t number = 0;
        for (const std::string_view line : lines_of(file.code)) {
            ++number;
            if (matches(line, type_word))
                findings.push_back(finding(file, number, "the type's name says nothing"));
        }
    }
    return findings;
}

Findings check_leftovers(const std::vector<SourceFile>& files) {
    // In halves, or this file would be its own finding.
    static const RE2 later(
        "\\b(?:TO"
        "DO|FIX"
        "ME|XX"
        "X)\\b");
    static const RE2 off(
        "\\b(?:DIS"
        "ABLED_\\w+)");
    Findings findings;
    for (const SourceFile& file : files) {
        std::size_t number = 0;
        for (const std::string_view line : lines_of(file.text)) {
            ++number;
            if (matches(line, later))
                findings.push_back(finding(file, number, "something is left for later"));
            if (is_cpp(file) && matches(line, off))
                findings.push_back(finding(file, number, "a test is switched off"));
        }
    }
    return findings;
}

Findings check_openings(const std::vector<SourceFile>& files) {
    static const RE2 once("(?m)^#pragma once$");
    Findings findings;
    for (const SourceFile& file : files) {
        if (!file.path.ends_with(".hpp")) continue;
        if (!matches(file.text, once))
            findings.push_back(finding(file, 1, "a header without #pragma once"));
        if (!file.path.starts_with("src/")) continue;
        const auto lines = lines_of(file.text);
        if (lines.size() < 2 || !lines[0].starts_with("// ") || !lines[1].starts_with("//"))
            findings.push_back(finding(file, 1, "opens without saying what it is and why"));
    }
    return findings;
}

Findings check_build_lists(const std::vector<SourceFile>& files) {
    Findings findings;
    for (const SourceFile& file : files) {
        if (!file.path.ends_with(".cpp")) continue;
        bool named = false;
        for (std::size_t slash = file.path.rfind('/'); slash != std::string::npos && !named;
             slash = slash == 0 ? std::string::npos : file.path.rfind('/', slash - 1)) {
            const std::string list = file.path.substr(0, slash + 1) + "CMakeLists.txt";
            const RE2 name("(?:^|[\\s\"(/])" + RE2::QuoteMeta(file.path.substr(slash + 1)) +
                           "(?:[\\s\")]|$)");
            for (const SourceFile& candidate : files)
                named = named || (candidate.path == list && matches(candidate.text, name));
        }
        if (!named) findings.push_back(finding(file, 1, "no CMakeLists.txt names this file"));
    }
    return findings;
}

Findings check_tests_mirror_sources(const std::vector<SourceFile>& files) {
    Findings findings;
    const auto lists = below(files, "tests/tidy/untested.txt", {".txt"});
    const std::vector<Exemption> exemptions =
        lists.empty() ? std::vector<Exemption>() : read_exemptions(*lists.front());
    std::set<std::size_t> used;
    for (const SourceFile* source : below(files, "src/", {".cpp"})) {
        const std::string stem = source->path.substr(4, source->path.size() - 8);
        if (exists(files, "tests/" + stem + "_test.cpp")) continue;
        bool exempt = false;
        for (const Exemption& exemption : exemptions) {
            if (!exemption.has_reason || !exemption.covers(source->path)) continue;
            used.insert(exemption.line);
            exempt = true;
        }
        if (!exempt) {
            findings.push_back(finding(*source, 1,
                                       "no tests/" + stem +
                                           "_test.cpp, and no reason "
                                           "in tests/tidy/untested.txt"));
        }
    }
    for (const Exemption& exemption : exemptions) {
        if (!used.contains(exemption.line))
            findings.push_back(finding(*lists.front(), exemption.line, "excuses nothing"));
    }
    return findings;
}

}  // namespace tocsin::tidy
