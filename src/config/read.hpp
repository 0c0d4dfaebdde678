// read: checked documents → the parts of a Config.
//
// Each takes what check_keys() let through and resolves what only the whole can tell: names,
// addresses, which listener serves what.  What is wrong goes into the report; the value that is
// given back then is never used, for load() ends without a Config.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "config/config.hpp"
#include "config/layers.hpp"
#include "config/report.hpp"
#include "config/toml_document.hpp"

namespace tocsin {

// All [listener.NAME], or the built-in two where there is none.
std::vector<ListenerConfig> read_listeners(const TomlDocument& main, Report& report);

// All [source.NAME] of the main file and of source files.  `listeners` decides whether a source
// without authentication can be reached from outside.
std::map<SourceName, SourceConfig> read_sources(std::span<const TomlDocument> documents,
                                                const std::vector<ListenerConfig>& listeners,
                                                Report& report);

std::map<PageName, PageConfig> read_pages(const TomlDocument& main, Report& report);

// [severity]; the built-in scale where a document has none.
SeverityScale read_severity(const TomlDocument& document, Report& report);

// What a rule needs to know of pages.
std::map<PageName, PageTarget> targets_of(const std::map<PageName, PageConfig>& pages);

// The pages of the text of one rule, which names no keys (rule_text.hpp).
std::map<PageName, PageTarget> read_targets(const TomlDocument& record);

// [guard]; one that denies nothing where there is none.
Guard read_guard(const TomlDocument& main, Report& report);

// [delivery], [store], [shutdown], [log], and whether `version` is one that we know.
void read_settings(const TomlDocument& main, Config& config, Report& report);

// The tables [KIND.NAME] of a document, each with its name's key.
struct NamedTable {
    const FileText* file;
    const toml::key* key;
    const toml::table* table;

    Layers layers(std::string where) const { return {std::move(where), {{file, table}}}; }
};
std::vector<NamedTable> named_tables(const TomlDocument& document, std::string_view kind);

// Names that stand in addresses and in metrics: letters, digits and -._~ , at most 64.
bool is_plain_name(std::string_view name);

}  // namespace tocsin
