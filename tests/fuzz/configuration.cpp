// Files of the operator → a Config or diagnostics that stand in the files.
#include <algorithm>
#include <map>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "config/load.hpp"
#include "config/load_texts.hpp"
#include "tests/fuzz/sections.hpp"
#include "tests/fuzz/targets.hpp"

namespace tocsin::fuzz {
namespace {

std::vector<SourceFile> files_of(std::string_view bytes) {
    static const std::map<std::string_view, FileRole> roles{{"rules", FileRole::rules},
                                                            {"sources", FileRole::sources},
                                                            {"templates", FileRole::templates}};
    std::vector<SourceFile> files;
    for (Section& section : sections_of(bytes)) {
        const auto role = roles.find(section.name);
        if (files.empty()) {
            files.push_back({"main", std::move(section.text), FileRole::main});
        } else if (role != roles.end()) {
            files.push_back({section.name + std::to_string(files.size()), std::move(section.text),
                             role->second});
        }
    }
    return files;
}

void check(const Diagnostic& found, const std::vector<SourceFile>& files) {
    const auto file = std::find_if(files.begin(), files.end(), [&](const SourceFile& candidate) {
        return candidate.name == found.file;
    });
    TOCSIN_ASSERT(file != files.end());
    const auto lines =
        static_cast<std::size_t>(std::count(file->text.begin(), file->text.end(), '\n') + 1);
    TOCSIN_ASSERT(found.line <= lines);
    TOCSIN_ASSERT(found.line == 0 || (found.column >= 1 && found.end > found.column));
    TOCSIN_ASSERT(!found.code.empty() && !found.message.empty());
    for (const std::string* text : {&found.message, &found.hint}) {
        TOCSIN_ASSERT(std::none_of(text->begin(), text->end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        }));
    }
}

// The store keeps an open incident's rule as text, and must get the same rule back.
void check(const Rule& rule) {
    const auto stored = load_rule(rule.text);
    TOCSIN_ASSERT(stored.has_value());
    Rule expected = rule;
    expected.file.clear();
    TOCSIN_ASSERT(*stored.value() == expected);
}

}  // namespace

bool configuration(std::string_view bytes) {
    const std::vector<SourceFile> files = files_of(bytes);
    const Loaded loaded = load(files);
    for (const Diagnostic& found : loaded.diagnostics) check(found, files);
    for (const char* format : {"text", "json", "github"}) {
        const std::string printed = format_diagnostics(loaded.diagnostics, files, format);
        TOCSIN_ASSERT(!printed.empty() || loaded.diagnostics.empty());
    }
    TOCSIN_ASSERT(loaded.config.has_value() != has_errors(loaded.diagnostics));
    const LoadedTexts texts = load_texts(files);
    TOCSIN_ASSERT(!texts.scale.order.empty() || !loaded.config);
    if (!loaded.config) return false;
    for (const RulePtr& rule : loaded.config->rules.rules()) check(*rule);
    return true;
}

}  // namespace tocsin::fuzz
