#include "tests/tidy/types.hpp"

#include <re2/re2.h>

#include <map>

namespace tocsin::tidy {
namespace {

struct Definition {
    std::string name;  // With its namespace, as in tocsin::tidy::Definition.
    std::size_t line;
};

// Those that other files could mean too: outside of an anonymous namespace.
std::vector<Definition> shared_types(const SourceFile& file) {
    static const RE2 definition(
        R"(^(?:class|struct|union|enum class) (\w+)(?: final)?(?: : .*)? \{)");
    static const RE2 opened(R"(^namespace ([\w:]+) \{)");
    std::vector<Definition> found;
    const auto texts = lines_of(file.text);
    const auto codes = lines_of(file.code);
    bool is_local = false;
    std::string space;
    for (std::size_t i = 0; i < codes.size(); ++i) {
        if (codes[i] == "namespace {") is_local = true;
        if (texts[i] == "}  // namespace") is_local = false;
        const re2::StringPiece line(codes[i].data(), codes[i].size());
        RE2::PartialMatch(line, opened, &space);
        std::string name;
        if (!is_local && RE2::PartialMatch(line, definition, &name)) {
            found.push_back({space + "::" + name, i + 1});
        }
    }
    return found;
}

// "tests/config/" of "tests/config/load_test.cpp".
std::string folder_of(std::string_view path) {
    return std::string(path.substr(0, path.size() - file_name(path).size()));
}

}  // namespace

Findings check_type_names(const std::vector<SourceFile>& files) {
    Findings findings;
    std::map<std::string, std::string> in_src;
    std::map<std::string, std::map<std::string, std::string>> in_tests;
    const auto look_at = [&findings](const SourceFile& file, auto& taken, const auto& also) {
        for (const Definition& type : shared_types(file)) {
            const auto [first, is_new] = taken.try_emplace(type.name, file.path);
            const auto other = also.find(type.name);
            if (is_new && other == also.end()) continue;
            findings.push_back(finding(
                file, type.line,
                type.name + " is also defined in " + (is_new ? other->second : first->second)));
        }
    };
    const std::map<std::string, std::string> nothing;
    for (const SourceFile* file : below(files, "src/", {".hpp", ".cpp"})) {
        look_at(*file, in_src, nothing);
    }
    for (const SourceFile* file : below(files, "tests/", {".hpp", ".cpp"})) {
        look_at(*file, in_tests[folder_of(file->path)], in_src);
    }
    return findings;
}

}  // namespace tocsin::tidy
