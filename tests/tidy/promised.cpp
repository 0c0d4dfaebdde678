#include "tests/tidy/promised.hpp"

#include <re2/re2.h>

#include <cctype>
#include <set>

namespace tocsin::tidy {
namespace {

// test_a_bad_reload_keeps_the_old → ABadReloadKeepsTheOld, as tests/e2e/runner.py reports it.
std::string sentence(std::string_view method) {
    std::string name;
    bool begins = true;
    for (const char c : method) {
        if (c == '_') {
            begins = true;
        } else {
            name += begins ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
            begins = false;
        }
    }
    return name;
}

void add_python_tests(const SourceFile& file, std::set<std::string>& names) {
    static const re2::RE2 head(R"(^class (\w+)\()");
    static const re2::RE2 method(R"(^    def test_(\w+)\()");
    std::string suite;
    for (const std::string_view line : lines_of(file.text)) {
        const re2::StringPiece text(line.data(), line.size());
        std::string name;
        if (re2::RE2::PartialMatch(text, head, &name)) suite = name;
        if (re2::RE2::PartialMatch(text, method, &name)) names.insert(suite + "." + sentence(name));
    }
}

std::set<std::string> names_of_tests(const std::vector<SourceFile>& files) {
    static const re2::RE2 test(R"((?s)\bTEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\s*\))");
    std::set<std::string> names;
    for (const SourceFile* file : below(files, "tests/", {"_test.cpp"})) {
        re2::StringPiece rest(file->text);
        std::string suite;
        std::string name;
        while (re2::RE2::FindAndConsume(&rest, test, &suite, &name))
            names.insert(suite + "." + name);
    }
    for (const SourceFile* file : below(files, "tests/e2e/", {".py"}))
        add_python_tests(*file, names);
    return names;
}

bool is_row(std::string_view line) {
    return line.starts_with("| ") && !line.starts_with("| what ");
}

}  // namespace

Findings check_promised_tests(const std::vector<SourceFile>& files) {
    static const re2::RE2 named(R"(`([A-Z]\w+\.\w+)`)");
    Findings findings;
    const std::set<std::string> tests = names_of_tests(files);
    for (const SourceFile* page : below(files, "docs/", {"behaviour.md", "reliability.md"})) {
        std::size_t number = 0;
        for (const std::string_view line : lines_of(page->text)) {
            ++number;
            if (!is_row(line)) continue;
            re2::StringPiece rest(line.data(), line.size());
            std::string name;
            bool is_proven = false;
            while (re2::RE2::FindAndConsume(&rest, named, &name)) {
                is_proven = true;
                if (!tests.contains(name))
                    findings.push_back(finding(*page, number, "no test is called " + name));
            }
            if (!is_proven) findings.push_back(finding(*page, number, "a promise without a test"));
        }
    }
    return findings;
}

}  // namespace tocsin::tidy
