#include "tests/tidy/coawait.hpp"

#include <re2/re2.h>

#include <cctype>
#include <optional>

namespace tocsin::tidy {
namespace {

bool matches(std::string_view text, const RE2& pattern) {
    return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

bool is_space(char c) {
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool opens(char c) {
    return c == '(' || c == '[' || c == '{';
}
bool closes(char c) {
    return c == ')' || c == ']' || c == '}';
}

// Runs of white space become one space, and none is left in front.
std::string squeeze(std::string_view text) {
    std::string squeezed;
    for (const char c : text) {
        if (!is_space(c))
            squeezed += c;
        else if (!squeezed.empty() && squeezed.back() != ' ')
            squeezed += ' ';
    }
    return squeezed;
}

std::string word_before(std::string_view code, std::size_t end) {
    while (end > 0 && is_space(code[end - 1])) --end;
    std::size_t begin = end;
    while (begin > 0 && is_word(code[begin - 1])) --begin;
    return std::string(code.substr(begin, end - begin));
}

// clang-format writes `T{…}` for an initialiser and `… {` for a block.
bool is_initialiser(std::string_view code, std::size_t brace) {
    if (brace == 0) return false;
    const char before = code[brace - 1];
    if (!is_space(before)) return before != '{' && before != ')';
    std::size_t last = brace;
    while (last > 0 && is_space(code[last - 1])) --last;
    if (last > 0 && std::string_view("=,(").find(code[last - 1]) != std::string_view::npos)
        return true;
    const std::string word = word_before(code, brace);
    return word == "return" || word == "co_return";
}

struct Bracket {
    char kind;
    std::size_t position;
    std::size_t separator;  // Behind the last ; or block inside, where a statement may begin.
    bool initialises;       // A brace that holds values, not statements.
};

// The brackets that are open at `position`, the innermost last.
std::vector<Bracket> brackets_at(std::string_view code, std::size_t position) {
    std::vector<Bracket> open{{'{', 0, 0, false}};
    for (std::size_t i = 0; i < position; ++i) {
        if (opens(code[i])) {
            const bool values =
                code[i] == '{' && (is_initialiser(code, i) || open.back().initialises);
            open.push_back({code[i], i, i + 1, values});
        } else if (closes(code[i]) && open.size() > 1) {
            const bool block = open.back().kind == '{' && !open.back().initialises;
            open.pop_back();
            if (block) open.back().separator = i + 1;
        } else if (code[i] == ';') {
            open.back().separator = i + 1;
        }
    }
    return open;
}

// The first closing bracket or ';' that does not belong to the operand.
std::size_t end_of_operand(std::string_view code, std::size_t begin) {
    int depth = 0;
    for (std::size_t i = begin; i < code.size(); ++i) {
        if (opens(code[i]))
            ++depth;
        else if (closes(code[i]) && depth-- == 0)
            return i;
        else if (code[i] == ';' && depth == 0)
            return i;
    }
    return code.size();
}

// What may stand between the begin of a statement and its co_await.
bool is_statement_head(const std::string& head) {
    static const RE2 label(R"((?:case [^?;{}]*|default): )");
    static const RE2 assignment(R"([\w:<>,&*\[\]().\-> ]+ [+|]?= )");
    static const RE2 keyword(R"((?:else |do )?(?:(?:if|while|for)(?: constexpr)? \()?)");
    re2::StringPiece rest(head);
    RE2::Consume(&rest, label);
    std::string text(rest);
    for (;;) {
        if (text.starts_with("else "))
            text.erase(0, 5);
        else if (text.starts_with("do "))
            text.erase(0, 3);
        else if (text.starts_with("if (") || text.starts_with("if constexpr (") ||
                 text.starts_with("while (") || text.starts_with("for (")) {
            const std::size_t end = end_of_operand(text, text.find('(') + 1);
            // A `for` has semicolons inside its brackets: look for the bracket itself.
            const std::size_t close = text.rfind(") ");
            if (close == std::string::npos ||
                (end < text.size() && text[end] != ';' && end > close))
                return false;
            text.erase(0, (text[end] == ')' ? end : close) + 2);
        } else {
            break;
        }
    }
    return text.empty() || text == "co_return " || text == "(void)" || matches(text, assignment);
}

// The same inside the brackets of `if (`, `for (` …: only a declaration with its own `;` or range.
bool is_condition_head(const std::string& keyword, const std::string& head) {
    static const RE2 declaration(R"([\w:<>,&*\[\] ]+ = )");
    static const RE2 range(R"([\w:<>,&*\[\] ]+ : )");
    if (keyword == "for") return matches(head, range);
    return (keyword == "if" || keyword == "switch") && matches(head, declaration);
}

// What is wrong with the place where this co_await stands.
std::optional<std::string> wrong_place(std::string_view code, std::size_t position) {
    std::vector<Bracket> open = brackets_at(code, position);
    std::size_t begin = position;
    // Brackets that only group: (co_await f()).member
    if (open.back().kind == '(' &&
        squeeze(code.substr(open.back().position + 1, position - open.back().position - 1))
            .empty()) {
        const std::size_t bracket = open.back().position;
        const std::string word = word_before(code, bracket);
        const std::size_t close = end_of_operand(code, position);
        if (bracket > 0 && (is_space(code[bracket - 1]) || code[bracket - 1] == '(') &&
            (word.empty() || word == "co_return") && code.substr(close).starts_with(").")) {
            open.pop_back();
            begin = bracket;
        }
    }
    const Bracket& inner = open.back();
    const std::string head = squeeze(code.substr(inner.separator, begin - inner.separator));
    if (inner.kind == '[') return "co_await inside an index";
    if (inner.kind == '{') {
        if (inner.initialises)
            return "co_await inside a braced initialiser: await first, then build";
        if (is_statement_head(head)) return std::nullopt;
        return "co_await is not the whole right-hand side of a statement";
    }
    const std::string word = word_before(code, inner.position);
    if (word == "if" || word == "while" || word == "switch" || word == "for" ||
        word == "constexpr") {
        if (is_condition_head(word, head)) return std::nullopt;
        return "co_await in a condition: take the value in its own statement first";
    }
    const std::string_view before = code.substr(0, inner.position);
    if (before.ends_with("static_cast<void>") && head.empty()) return std::nullopt;
    return "co_await is the argument of a call: take the value first";
}

// Whether a lambda in `operand` keeps a copy of anything but a pointer: [x], [=], [p = move(q)].
bool captures_by_value(const std::string& operand) {
    static const RE2 harmless(R"(\s*(?:(?:&\s*(?:\w+(?:\s*=[^,]*)?)?|this)\s*(?:,\s*|$))*)");
    for (std::size_t at = operand.find('['); at != std::string::npos;
         at = operand.find('[', at + 1)) {
        std::size_t last = at;
        while (last > 0 && is_space(operand[last - 1])) --last;
        const char before = last == 0 ? '(' : operand[last - 1];
        if (is_word(before) || before == ']' || before == ')') continue;  // An index.
        const std::size_t end = end_of_operand(operand, at + 1);
        if (!matches(operand.substr(at + 1, end - at - 1), harmless)) return true;
    }
    return false;
}

// Without the bodies of lambdas, whose braces are harmless where the lambda is.
std::string without_lambda_bodies(std::string operand) {
    static const RE2 lambda(
        R"((?s)\[[^\]]*\]\s*(?:\([^()]*\))?\s*(?:mutable|noexcept)?\s*(?:->\s*[\w:<>, ]+)?\s*$)");
    for (std::size_t at = operand.find('{'); at != std::string::npos; at = operand.find('{', at)) {
        const std::string before = operand.substr(0, at);
        if (!RE2::PartialMatch(before, lambda)) {
            ++at;
            continue;
        }
        const std::size_t end = end_of_operand(operand, at + 1);
        operand.erase(at, end == operand.size() ? std::string::npos : end + 1 - at);
    }
    return operand;
}

void check_operand(const std::string& operand, std::vector<std::string>& wrong) {
    static const RE2 inner_operator(R"( (?:==|!=|&&|\|\||<|>|<=|>=|\+|-|\*|/|%|<<|>>|\||&|\^) )");
    if (operand.find("co_await") != std::string::npos)
        wrong.push_back("two co_await in one expression");
    if (captures_by_value(operand)) {
        wrong.push_back(
            "a lambda that captures by value inside a co_await expression: name it "
            "first, then std::move it in");
    }
    const std::string bare = without_lambda_bodies(operand);
    if (bare.find('?') != std::string::npos)
        wrong.push_back("co_await together with the conditional operator: use if and else");
    if (bare.find('{') != std::string::npos)
        wrong.push_back("braces inside a co_await expression: name the object first");
    std::string outside;  // What stands in no brackets.
    int depth = 0;
    for (const char c : bare) {
        if (closes(c)) --depth;
        if (depth == 0) outside += is_space(c) ? ' ' : c;
        if (opens(c)) ++depth;
    }
    if (RE2::PartialMatch(outside, inner_operator))
        wrong.push_back("co_await with an operator behind it: take the value first");
}

void check_file(const SourceFile& file, Findings& findings) {
    const std::string_view code = file.code;
    constexpr std::string_view keyword = "co_await";
    for (std::size_t at = code.find(keyword); at != std::string_view::npos;
         at = code.find(keyword, at + 1)) {
        const std::size_t begin = at + keyword.size();
        if ((at > 0 && is_word(code[at - 1])) || (begin < code.size() && is_word(code[begin])))
            continue;
        std::vector<std::string> wrong;
        if (const auto place = wrong_place(code, at)) wrong.push_back(*place);
        check_operand(std::string(code.substr(begin, end_of_operand(code, begin) - begin)), wrong);
        for (const std::string& each : wrong)
            findings.push_back(finding(file, line_at(code, at), each));
    }
    // Rule 7 of the decision: an awaiter of our own is a temporary in every co_await.
    static const RE2 awaiter(R"(\bawait_(?:ready|suspend|resume)\s*\()");
    if (RE2::PartialMatch(re2::StringPiece(code.data(), code.size()), awaiter))
        findings.push_back(finding(file, 1, "an awaiter of our own: use async_initiate"));
}

}  // namespace

Findings check_coawait(const std::vector<SourceFile>& files) {
    Findings findings;
    for (const char* folder : {"src/", "tests/"}) {
        for (const SourceFile* file : below(files, folder, {".cpp", ".hpp"}))
            check_file(*file, findings);
    }
    return findings;
}

}  // namespace tocsin::tidy
