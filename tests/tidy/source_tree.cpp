#include "tests/tidy/source_tree.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tocsin::tidy {
namespace {

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool is_ours(const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    const std::string ending = path.extension().string();
    static const std::vector<std::string> endings{".cpp", ".hpp", ".cmake", ".md", ".sh", ".py"};
    if (std::find(endings.begin(), endings.end(), ending) != endings.end()) return true;
    const std::string folder = path.parent_path().filename().string();
    return name == "CMakeLists.txt" || name == "untested.txt" || folder == "scripts" ||
           folder == ".ci";
}

// The end of the literal or comment that begins at `begin`, or `begin` if none does.
std::size_t end_of_blank(std::string_view text, std::size_t begin) {
    const std::string_view rest = text.substr(begin);
    const auto past = [&](std::size_t found, std::size_t length) {
        return found == std::string_view::npos ? text.size() : found + length;
    };
    if (rest.starts_with("//")) return past(text.find('\n', begin), 0);
    if (rest.starts_with("/*")) return past(text.find("*/", begin + 2), 2);
    const bool in_word = begin > 0 && is_word(text[begin - 1]);
    if (rest.starts_with("R\"") && !in_word) {
        const std::size_t open = text.find('(', begin);
        if (open == std::string_view::npos) return begin;
        const std::string close =
            ")" + std::string(text.substr(begin + 2, open - begin - 2)) + "\"";
        return past(text.find(close, open), close.size());
    }
    // A quote after a digit parts the digits of a number; u8'x' does not occur here.
    if (rest.front() != '"' && (rest.front() != '\'' || in_word)) return begin;
    for (std::size_t i = begin + 1; i < text.size() && text[i] != '\n'; ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == rest.front())
            return i + 1;
    }
    return begin;
}

std::vector<SourceFile> read_project() {
    const std::filesystem::path root(TOCSIN_SOURCE_DIR);
    std::vector<SourceFile> files;
    for (const char* folder : {"src", "tests", "scripts", "cmake", "docs", ".ci"}) {
        if (!std::filesystem::is_directory(root / folder)) continue;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
            if (!entry.is_regular_file() || !is_ours(entry.path())) continue;
            std::ifstream in(entry.path(), std::ios::binary);
            files.push_back(make_source(entry.path().lexically_relative(root).generic_string(),
                                        {std::istreambuf_iterator<char>(in), {}}));
        }
    }
    std::sort(files.begin(), files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

}  // namespace

SourceFile make_source(std::string path, std::string text) {
    const bool is_cpp = path.ends_with(".cpp") || path.ends_with(".hpp");
    std::string code = is_cpp ? blank_comments_and_literals(text) : text;
    return {std::move(path), std::move(text), std::move(code)};
}

const std::vector<SourceFile>& project_files() {
    static const std::vector<SourceFile> files = read_project();
    return files;
}

std::vector<const SourceFile*> below(const std::vector<SourceFile>& files, std::string_view folder,
                                     const std::vector<std::string_view>& endings) {
    std::vector<const SourceFile*> found;
    for (const SourceFile& file : files) {
        const auto ends = [&](std::string_view ending) { return file.path.ends_with(ending); };
        if (file.path.starts_with(folder) && std::any_of(endings.begin(), endings.end(), ends))
            found.push_back(&file);
    }
    return found;
}

std::string room_of(std::string_view path) {
    constexpr std::string_view source = "src/";
    if (!path.starts_with(source)) return {};
    path.remove_prefix(source.size());
    const std::size_t slash = path.find('/');
    return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash));
}

std::string_view file_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

std::string blank_comments_and_literals(std::string_view text) {
    std::string code(text);
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t end = end_of_blank(text, i);
        if (end == i) {
            ++i;
            continue;
        }
        for (; i < end; ++i)
            if (code[i] != '\n') code[i] = ' ';
    }
    return code;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return lines;
}

std::string finding(const SourceFile& file, std::size_t line, std::string_view what) {
    return file.path + ":" + std::to_string(line) + ": " + std::string(what);
}

std::size_t line_at(std::string_view text, std::size_t position) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(position, text.size()));
    return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
}

std::string listed(const Findings& findings) {
    std::string text;
    for (const std::string& each : findings) text += "\n  " + each;
    return text;
}

}  // namespace tocsin::tidy
