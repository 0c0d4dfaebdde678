#include "daemon/rehearsal/test_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace tocsin {
namespace {

std::string text_of(const FilePlace& place) {
    return fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

std::string text_of(const TestFailure& failure, std::string_view indent) {
    std::string text = fmt::format("{}{}: {}\n", indent, text_of(failure.place), failure.message);
    for (const std::string& line : failure.details) text += fmt::format("{}  {}\n", indent, line);
    return text;
}

std::size_t failed(std::span<const TestOutcome> outcomes) {
    return static_cast<std::size_t>(
        std::count_if(outcomes.begin(), outcomes.end(),
                      [](const TestOutcome& outcome) { return !outcome.passed(); }));
}

// XML 1.0 has no place for most control characters, whatever their escape.
std::string xml_text(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const char32_t c = take_code_point(text);
        const bool is_white = c == '\n' || c == '\t';
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if ((c < 0x20 && !is_white) || c == 0x7F || (c >= 0xFFFE && c <= 0xFFFF))
            out += "?";
        else
            append_code_point(out, c);
    }
    return out;
}

std::string junit_case(const TestOutcome& outcome) {
    const RuleTest& test = *outcome.test;
    std::string xml = fmt::format(
        "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\"",
        xml_text(test.place.file), xml_text(test.name), xml_text(test.place.file), test.place.line);
    if (outcome.passed()) return xml + "/>\n";
    xml += ">\n";
    for (const TestFailure& failure : outcome.failures) {
        xml += fmt::format("      <failure message=\"{}\">{}</failure>\n",
                           xml_text(failure.message), xml_text(text_of(failure, "")));
    }
    return xml + "    </testcase>\n";
}

}  // namespace

std::string format_outcome(const TestOutcome& outcome) {
    const RuleTest& test = *outcome.test;
    std::string text = fmt::format("{} {}: {}\n", outcome.passed() ? "ok  " : "FAIL",
                                   text_of(test.place), test.name);
    for (const TestFailure& failure : outcome.failures) text += text_of(failure, "  ");
    return text;
}

std::string format_sum(std::span<const TestOutcome> outcomes) {
    const std::size_t bad = failed(outcomes);
    return fmt::format("{} test{}: {} ok, {} failed\n", outcomes.size(),
                       outcomes.size() == 1 ? "" : "s", outcomes.size() - bad, bad);
}

std::string format_junit(std::span<const TestOutcome> outcomes) {
    std::string xml = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"tocsin test\" tests=\"{}\" failures=\"{}\">\n",
        outcomes.size(), failed(outcomes));
    for (std::size_t begin = 0; begin < outcomes.size();) {
        const std::string& file = outcomes[begin].test->place.file;
        std::size_t end = begin;
        while (end < outcomes.size() && outcomes[end].test->place.file == file) ++end;
        const auto suite = outcomes.subspan(begin, end - begin);
        xml += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n",
                           xml_text(file), suite.size(), failed(suite));
        for (const TestOutcome& outcome : suite) xml += junit_case(outcome);
        xml += "  </testsuite>\n";
        begin = end;
    }
    return xml + "</testsuites>\n";
}

}  // namespace tocsin
