#include "tests/tidy/functions.hpp"

#include <re2/re2.h>

namespace tocsin::tidy {
namespace {

enum class Scope { container, function, other };

// Lines of the preprocessor, with their continuations, become spaces.
std::string without_preprocessor(std::string code) {
    bool in_directive = false;
    std::size_t begin = 0;
    while (begin < code.size()) {
        const std::size_t end = std::min(code.find('\n', begin), code.size());
        const std::size_t first = code.find_first_not_of(" \t", begin);
        if (in_directive || (first < end && code[first] == '#')) {
            in_directive = end > begin && code[end - 1] == '\\';
            for (std::size_t i = begin; i < end; ++i) code[i] = ' ';
        }
        begin = end + 1;
    }
    return code;
}

// Without `template <…>`, whose parameters say "class" too.
std::string without_template(std::string head) {
    for (std::size_t at = head.find("template"); at != std::string::npos;
         at = head.find("template", at)) {
        std::size_t end = head.find('<', at);
        if (end == std::string::npos) break;
        int depth = 0;
        for (; end < head.size(); ++end) {
            if (head[end] == '<') ++depth;
            if (head[end] == '>' && --depth == 0) break;
        }
        head.erase(at, end + 1 - at);
    }
    return head;
}

// What the brace after `head` opens, where namespaces and classes are all that is around it.
Scope scope_after(const std::string& head) {
    static const RE2 container(
        R"((?s)^\s*(?:(?:inline|typedef|static|constexpr|export|public:|private:|protected:)\s+)*)"
        R"((?:namespace|class|struct|union|enum|extern)\b.*)");
    if (RE2::FullMatch(head, container)) return Scope::container;
    return head.find('(') == std::string::npos ? Scope::other : Scope::function;
}

// Where the words of a signature begin: behind white space and `public:`.
std::size_t first_word(std::string_view code, std::size_t begin) {
    for (;;) {
        begin = code.find_first_not_of(" \t\n", begin);
        std::size_t labelled = begin;
        for (const std::string_view label : {"public:", "private:", "protected:"})
            if (code.substr(begin).starts_with(label)) labelled = begin + label.size();
        if (labelled == begin) return begin;
        begin = labelled;
    }
}

// Whether the brace initialises a member of a constructor: `: name_{…`.
bool is_member_initialiser(const std::string& head) {
    static const RE2 initialiser(R"((?s).*\)\s*(?:noexcept\s*)?:\s.*\w)");
    return RE2::FullMatch(head, initialiser);
}

}  // namespace

std::vector<Function> functions_of(const SourceFile& file) {
    struct Open {
        Scope scope;
        std::size_t head;  // Where the words before the brace begin.
        bool keeps_head;   // After the closing brace the same head goes on.
    };
    const std::string code = without_preprocessor(file.code);
    std::vector<Function> functions;
    std::vector<Open> open;
    std::size_t head_begin = 0;
    for (std::size_t i = 0; i < code.size(); ++i) {
        const bool outside = open.empty() || open.back().scope == Scope::container;
        if (code[i] == ';' && outside) head_begin = i + 1;
        if (code[i] == '{') {
            const std::string head = without_template(code.substr(head_begin, i - head_begin));
            const bool member = outside && is_member_initialiser(head);
            const Scope scope = outside && !member ? scope_after(head) : Scope::other;
            open.push_back({scope, head_begin, member});
            if (outside && !member) head_begin = i + 1;
        }
        if (code[i] == '}' && !open.empty()) {
            const Open closed = open.back();
            open.pop_back();
            if (closed.scope == Scope::function) {
                const std::size_t begin = first_word(code, closed.head);
                const std::size_t first = line_at(code, begin);
                functions.push_back({first, line_at(code, i) - first + 1});
            }
            if (open.empty() || open.back().scope == Scope::container)
                head_begin = closed.keeps_head ? closed.head : i + 1;
        }
    }
    return functions;
}

Findings check_function_lengths(const std::vector<SourceFile>& files) {
    Findings findings;
    for (const char* folder : {"src/", "tests/"}) {
        for (const SourceFile* file : below(files, folder, {".cpp", ".hpp"})) {
            for (const Function& function : functions_of(*file)) {
                if (function.length <= function_lines_max) continue;
                findings.push_back(finding(*file, function.line,
                                           "a function of " + std::to_string(function.length) +
                                               " lines; at most " +
                                               std::to_string(function_lines_max)));
            }
        }
    }
    return findings;
}

}  // namespace tocsin::tidy
