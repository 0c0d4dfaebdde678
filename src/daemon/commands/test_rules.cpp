// tocsin test: runs the [[test]] blocks of the rule files in virtual time.
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>

#include "daemon/commands/commands.hpp"
#include "daemon/rehearsal/coverage.hpp"
#include "daemon/rehearsal/test_report.hpp"
#include "daemon/snapshot.hpp"

namespace tocsin {
namespace {

std::string canonical(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::weakly_canonical(path, ignored).string();
}

// The names, as they are shown, of the files whose tests are wanted; nothing if one is no rule file
// of the configuration.
std::optional<std::set<std::string>> chosen_files(const TestOptions& options,
                                                  const std::vector<SourceFile>& files) {
    std::set<std::string> chosen;
    for (const std::string& wanted : options.files) {
        const auto found = std::find_if(files.begin(), files.end(), [&](const SourceFile& file) {
            return file.role == FileRole::rules && canonical(file.name) == canonical(wanted);
        });
        if (found == files.end()) {
            complain(fmt::format("{} is no rule file of {}: rule_files names them", wanted,
                                 options.config_file));
            return std::nullopt;
        }
        chosen.insert(found->name);
    }
    return chosen;
}

bool write_file(const std::string& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file) complain(path + " cannot be written");
    return static_cast<bool>(file);
}

bool is_chosen(const RuleTest& test, const std::set<std::string>& files, const re2::RE2& pattern) {
    return (files.empty() || files.contains(test.place.file)) &&
           re2::RE2::PartialMatch(test.name, pattern);
}

int run(const TestOptions& options, const Config& config, const std::set<std::string>& files,
        const re2::RE2& pattern) {
    std::vector<TestOutcome> outcomes;
    Reached reached;
    for (const RuleTest& test : config.tests) {
        if (!is_chosen(test, files, pattern)) continue;
        outcomes.push_back(run_rule_test(config, test));
        tell(format_outcome(outcomes.back()));
        reached.add(outcomes.back().reached);
    }
    tell(format_sum(outcomes));
    if (options.coverage) tell(format_coverage(coverage_of(config, reached)));
    const bool written = options.junit.empty() || write_file(options.junit, format_junit(outcomes));
    const bool passed = std::all_of(outcomes.begin(), outcomes.end(),
                                    [](const TestOutcome& outcome) { return outcome.passed(); });
    // Who asks for tests that are not there would take silence for success.
    const bool nothing_chosen = outcomes.empty() && (!options.run.empty() || !files.empty());
    if (nothing_chosen) complain("there is no such test");
    return passed && written && !nothing_chosen ? exit_ok : exit_failed;
}

}  // namespace

int test_rules(const TestOptions& options) {
    re2::RE2::Options quiet;
    quiet.set_log_errors(false);
    const re2::RE2 pattern(options.run, quiet);
    if (!pattern.ok()) {
        complain(fmt::format("--run: {}", pattern.error()));
        return exit_usage;
    }
    const LoadedSnapshot loaded = read_rules_at_hand(options.config_file);
    if (!loaded.snapshot) {
        std::fputs(format_diagnostics(loaded.diagnostics, loaded.files, "text").c_str(), stderr);
        complain(loaded.files.empty()
                     ? "tests need the main configuration, which says what pages and components "
                       "there are: --config.file names it"
                     : "the configuration has errors; no test was run");
        return exit_failed;
    }
    const auto files = chosen_files(options, loaded.files);
    if (!files) return exit_usage;
    return run(options, loaded.snapshot->config, *files, pattern);
}

}  // namespace tocsin
