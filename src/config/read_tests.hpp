// read_tests: all [[test]] of all rule files, in the order of the files.
//
// Whatever can be wrong without running them is found here: label sets, times that go back, names
// of rules, sources, pages and components, keys of an expectation that no call can meet together.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "config/config.hpp"
#include "config/report.hpp"
#include "config/toml_document.hpp"

namespace tocsin {

// What tests may name.
struct TestContext {
    const std::map<SourceName, SourceConfig>& sources;
    const std::map<PageName, PageConfig>& pages;
    const std::vector<std::shared_ptr<Rule>>& rules;
    Report& report;
};

std::vector<RuleTest> read_tests(std::span<const TomlDocument> documents,
                                 const TestContext& context);

// [[test.at.expect]].  `rule` is the one that the test names; it may be null.
ExpectedCall read_expect(const TestContext& context, const FileText& file, const toml::table& table,
                         const Rule* rule);

// E310 for a name that is not among `known`, with the nearest of them.
void report_unknown_name(Report& report, const Place& place, std::string_view what,
                         std::string_view name, const std::vector<std::string>& known);

}  // namespace tocsin
