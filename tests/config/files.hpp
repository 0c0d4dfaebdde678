// Files in memory for the tests of config/, and what load() finds in them in a short form.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "config/load.hpp"

namespace tocsin::testing {

// The smallest useful main file (contract.md section 5), with two components.
inline const std::string smallest_main = R"(version = 1
[source.am]
kind = "alertmanager"
auth = { bearer = { file = "/run/am" } }
[page.main]
id = "kctbh9vrtdwd"
api_key = { file = "/run/page" }
[page.main.components]
api = "a1b2"
web = "c3d4"
)";

// A rule that is right; more keys and tables may follow it.
inline const std::string smallest_rule = R"([[rule]]
name = "r"
matchers = ['alertname = "A"']
incident_name = "Trouble"
fallback_name = "Trouble"
)";

// Without W403, which nearly every rule of these tests would earn: untested_rules_test.cpp.
inline Loaded load_and_forget_tests(const std::vector<SourceFile>& files) {
    Loaded loaded = load(files);
    std::erase_if(loaded.diagnostics, [](const Diagnostic& d) { return d.code == "W403"; });
    return loaded;
}

struct Files {
    std::string main = smallest_main;
    std::vector<std::string> rules = {};
    std::vector<std::string> sources = {};
    std::vector<std::string> templates = {};

    std::vector<SourceFile> all() const {
        std::vector<SourceFile> files{{"tocsin.toml", main, FileRole::main}};
        for (std::size_t i = 0; i < sources.size(); ++i) {
            files.push_back({"s" + std::to_string(i) + ".toml", sources[i], FileRole::sources});
        }
        for (std::size_t i = 0; i < rules.size(); ++i) {
            files.push_back({"r" + std::to_string(i) + ".toml", rules[i], FileRole::rules});
        }
        for (std::size_t i = 0; i < templates.size(); ++i) {
            files.push_back({"t" + std::to_string(i) + ".tmpl", templates[i], FileRole::templates});
        }
        return files;
    }
    Loaded load() const { return load_and_forget_tests(all()); }
};

// "r0.toml:3:8-12 E301"; a file as a whole is "r0.toml E399".
inline std::string short_form(const Diagnostic& d) {
    std::ostringstream out;
    out << d.file;
    if (d.line > 0) out << ':' << d.line << ':' << d.column << '-' << d.end;
    out << ' ' << d.code;
    return out.str();
}

using Found = std::vector<std::string>;

inline Found short_forms(const Loaded& loaded) {
    Found found;
    for (const Diagnostic& d : loaded.diagnostics) found.push_back(short_form(d));
    return found;
}

// All that is found, errors and warnings.
inline Found found_in(const Files& files) {
    const Loaded loaded = files.load();
    EXPECT_EQ(loaded.config.has_value(), !has_errors(loaded.diagnostics));
    return short_forms(loaded);
}

// In the main file, or in one rule file beside the smallest main file.
inline Found found_in_main(const std::string& text) {
    return found_in({.main = text, .rules = {smallest_rule}});
}
inline Found found_in_rules(const std::string& text) {
    return found_in({.rules = {text}});
}

// The first diagnostic; the test fails if there is none.
inline Diagnostic first_in(const Files& files) {
    const Loaded loaded = files.load();
    if (loaded.diagnostics.empty()) {
        ADD_FAILURE() << "nothing was found";
        return {};
    }
    return loaded.diagnostics.front();
}

inline Config config_of(const Files& files) {
    Loaded loaded = files.load();
    if (!loaded.config) {
        ADD_FAILURE() << format_diagnostics(loaded.diagnostics, files.all(), "text");
        return {};
    }
    return std::move(*loaded.config);
}

// The only rule of one rule file.
inline Rule rule_of(const std::string& rules, const std::string& main = smallest_main) {
    const Config config = config_of({.main = main, .rules = {rules}});
    if (config.rules.rules().empty()) {
        ADD_FAILURE() << "no rule";
        return {};
    }
    return *config.rules.rules().front();
}

inline std::string read_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace tocsin::testing
