#include "config/load.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.hpp"
#include "config/check_keys.hpp"
#include "config/read.hpp"
#include "config/read_rules.hpp"
#include "config/read_tests.hpp"
#include "config/rule_text.hpp"
#include "config/toml_document.hpp"
#include "config/untested_rules.hpp"

namespace tocsin {
namespace {

std::string_view root_of(FileRole role) {
    switch (role) {
        case FileRole::main:
            return "main";
        case FileRole::sources:
            return "sources";
        case FileRole::rules:
        case FileRole::templates:
            break;
    }
    return "rules";
}

std::vector<TomlDocument> read_documents(std::span<const SourceFile> files, Report& report) {
    std::vector<TomlDocument> documents;
    for (const SourceFile& file : files) {
        if (file.role == FileRole::templates) continue;
        documents.push_back(read_toml(file, report));
        check_keys(documents.back(), root_of(file.role), true, report);
    }
    return documents;
}

// Where those of kind statuspage may order incidents: on every page.
void name_order_pages(Config& config) {
    auto pages = std::make_shared<OrderPages>();
    for (const auto& [name, page] : config.pages)
        pages->emplace(page.id, OrderPage{name, page.components});
    for (auto& [name, source] : config.sources) {
        if (source.kind == SourceKind::statuspage) source.order_pages = pages;
    }
}

// All but rules.
Config read_main(std::span<const TomlDocument> documents, Report& report) {
    Config config;
    const TomlDocument& main = documents.front();
    if (!main.root) return config;
    read_settings(main, config, report);
    config.listeners = read_listeners(main, report);
    config.sources = read_sources(documents, config.listeners, report);
    config.pages = read_pages(main, report);
    name_order_pages(config);
    config.guard = read_guard(main, report);
    return config;
}

void name_rule_files(std::span<const TomlDocument> documents, Config& config) {
    for (const TomlDocument& document : documents) {
        if (document.role == FileRole::rules && document.root)
            config.rules_by_file.try_emplace(document.file->name(), 0);
    }
}

// Where a file could not be read, or there is no page, names prove nothing.
constexpr std::string_view codes_of_names[] = {"E205", "E310", "E311", "E312",
                                               "W312", "W401", "W402", "W404"};

bool are_all_read(std::span<const TomlDocument> documents) {
    return std::all_of(documents.begin(), documents.end(),
                       [](const TomlDocument& d) { return d.root.has_value(); });
}

void take_proven(const Report& found, bool complete, Report& report) {
    if (complete) return report.take(found);
    report.take(found, {std::begin(codes_of_names), std::end(codes_of_names)});
}

std::vector<std::shared_ptr<Rule>> read_all_rules(std::span<const TomlDocument> documents,
                                                  const TemplateFiles& templates,
                                                  const Config& config, SeverityScale& scale,
                                                  Report& report) {
    const TomlDocument& main = documents.front();
    const std::vector<RuleEntry> entries = rule_entries(documents);
    const bool complete = are_all_read(documents);
    TomlDocument nothing;
    nothing.file = std::make_unique<const FileText>(main.file->name(), "");
    nothing.root = toml::table();
    scale = read_severity(main.root ? main : nothing, report);

    Report of_rules;
    const std::map<PageName, PageTarget> pages = targets_of(config.pages);
    const TimeIntervals intervals = read_time_intervals(main, report);
    auto rules =
        read_rules(main, entries, {pages, scale, templates, of_rules, intervals, &config.guard});
    check_order(entries, rules, of_rules);
    check_file_names(documents, of_rules);
    take_proven(of_rules, complete, report);
    if (complete && pages.empty() && !rules.empty()) {
        report.error("E205", main.file->whole(), "there is no [page.NAME]",
                     "rules need a page to write to");
    }
    return rules;
}

}  // namespace

FileGlobs globs_of(const SourceFile& main_file) {
    FileGlobs globs;
    Report ignored;
    const TomlDocument document = read_toml(main_file, ignored);
    if (!document.root) return globs;
    const Layers root("main", {{document.file.get(), &*document.root}});
    globs.rules = root.texts("rule_files");
    globs.sources = root.texts("source_files");
    globs.templates = root.texts("template_files");
    return globs;
}

namespace {

bool is_beside_rules(const Diagnostic& found, std::span<const SourceFile> files) {
    const auto file = std::find_if(files.begin(), files.end(),
                                   [&](const SourceFile& one) { return one.name == found.file; });
    return found.code == "E399" && file != files.end() && file->role != FileRole::rules;
}

Loaded load_files(std::span<const SourceFile> files, bool is_for_rules) {
    TOCSIN_ASSERT(!files.empty() && files.front().role == FileRole::main);
    Report report;
    const std::vector<TomlDocument> documents = read_documents(files, report);
    Config config = read_main(documents, report);
    name_rule_files(documents, config);
    SeverityScale scale;
    const TemplateFiles templates = read_templates(files, report);
    const auto rules = read_all_rules(documents, templates, config, scale, report);
    Report of_tests;
    config.tests = read_tests(documents, {config.sources, config.pages, rules, of_tests});
    take_proven(of_tests, are_all_read(documents), report);

    Loaded loaded;
    loaded.diagnostics = sorted(report.found(), files);
    const bool is_usable = std::all_of(
        loaded.diagnostics.begin(), loaded.diagnostics.end(), [&](const Diagnostic& found) {
            return found.level == Level::warning || (is_for_rules && is_beside_rules(found, files));
        });
    if (!is_usable) return loaded;
    std::vector<RulePtr> in_order;
    for (const std::shared_ptr<Rule>& rule : rules) {
        rule->text = rule_text(*rule);
        rule->version = version_of(rule->text);
        ++config.rules_by_file[rule->file];
        in_order.push_back(rule);
    }
    config.rules = RuleBook(std::move(in_order), std::move(scale));
    warn_of_untested_rules(rule_entries(documents), config, report);
    loaded.diagnostics = sorted(report.found(), files);
    loaded.config = std::move(config);
    return loaded;
}

}  // namespace

Loaded load(std::span<const SourceFile> files) {
    return load_files(files, false);
}

Loaded load_for_rules(std::span<const SourceFile> files) {
    return load_files(files, true);
}

}  // namespace tocsin
