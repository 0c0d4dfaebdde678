#include "tests/tidy/promised.hpp"

#include <re2/re2.h>

#include <set>

namespace tocsin::tidy {
namespace {

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
    return names;
}

bool is_row(std::string_view line) {
    return line.starts_with("| ") && line != "| what | tests |";
}

}  // namespace

Findings check_promised_tests(const std::vector<SourceFile>& files) {
    static const re2::RE2 named(R"(`([A-Z]\w+\.[A-Z]\w+)`)");
    Findings findings;
    const std::set<std::string> tests = names_of_tests(files);
    for (const SourceFile* page : below(files, "docs/behaviour.md", {"behaviour.md"})) {
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
