// tocsin rules list, rules show: the rules in matching order, and where their keys come from.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

#include "base/text.hpp"
#include "config/effective.hpp"
#include "config/to_json.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/text_table.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;

std::string line_of(const FilePlace& place) {
    return place.file.empty() ? "default" : fmt::format("{}:{}", place.file, place.line);
}

const json::value& value_of(const EffectiveRule& rule, std::string_view name) {
    static const json::value nothing;
    const auto key = std::find_if(rule.keys.begin(), rule.keys.end(),
                                  [&](const EffectiveKey& one) { return one.name == name; });
    return key == rule.keys.end() ? nothing : key->value;
}

json::object item_of(const EffectiveRule& rule) {
    json::object item;
    for (const auto* key : {"name", "kind", "page", "key", "publish", "matchers", "group_by",
                            "continue", "catch_all"}) {
        item[key] = value_of(rule, key);
    }
    item["file"] = rule.place.file;
    item["line"] = rule.place.line;
    return item;
}

void print_list(const std::vector<EffectiveRule>& rules) {
    TextTable table({"NAME", "KIND", "PAGE", "PUBLISH", "WHERE", "MATCHERS"});
    for (const EffectiveRule& rule : rules) {
        const json::value& publish = value_of(rule, "publish");
        std::string matchers;
        for (const Matcher& matcher : rule.rule->matchers) {
            matchers += (matchers.empty() ? "" : ", ") + matcher.to_text();
        }
        if (rule.rule->catch_all) matchers = "everything else";
        if (rule.rule->continue_) matchers += " (continue)";
        table.add({rule.rule->name.value, std::string(to_string(rule.rule->kind)),
                   rule.rule->page.name.value,
                   publish.is_string() ? std::string(publish.as_string()) : "by severity",
                   line_of(rule.place), matchers});
    }
    tell(table.text());
}

void print_keys(const std::vector<EffectiveKey>& keys) {
    // Long values do not push all the others' places out of sight.
    static constexpr std::size_t width_max = 60;
    std::vector<std::string> lines;
    std::size_t width = 0;
    for (const EffectiveKey& key : keys) {
        lines.push_back(fmt::format("{} = {}", key.name, toml_line(key.value)));
        const std::size_t length = count_code_points(lines.back());
        if (length <= width_max) width = std::max(width, length);
    }
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const std::size_t length = count_code_points(lines[i]);
        const std::string blanks(length < width ? width - length : 0, ' ');
        tell(fmt::format("{}{}  # {}\n", lines[i], blanks, line_of(keys[i].origin)));
    }
}

void print_unknown(const std::string& name, const std::vector<EffectiveRule>& rules) {
    std::vector<std::string> names;
    for (const EffectiveRule& rule : rules) names.push_back(rule.rule->name.value);
    const auto near = nearest(name, names);
    const std::string hint = near ? fmt::format("; did you mean \"{}\"?", *near) : "";
    complain(fmt::format("there is no rule \"{}\"{}", name, hint));
}

}  // namespace

int rules_list(const RulesOptions& options) {
    const LoadedSnapshot loaded = load_rules_or_tell(options.config_file);
    if (!loaded.snapshot) return exit_failed;
    const auto rules = effective_rules(loaded.files, loaded.snapshot->config);
    if (options.output != "json") {
        print_list(rules);
        return exit_ok;
    }
    json::array items;
    for (const EffectiveRule& rule : rules) items.push_back(item_of(rule));
    const json::object all{{"items", std::move(items)}, {"next", nullptr}};
    std::fputs(pretty_json(all).c_str(), stdout);
    return exit_ok;
}

int rules_show(const RulesOptions& options) {
    const LoadedSnapshot loaded = load_rules_or_tell(options.config_file);
    if (!loaded.snapshot) return exit_failed;
    const auto rules = effective_rules(loaded.files, loaded.snapshot->config);
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const EffectiveRule& rule) {
        return rule.rule->name.value == options.name;
    });
    if (found == rules.end()) {
        print_unknown(options.name, rules);
        return exit_failed;
    }
    std::vector<EffectiveKey> keys = found->keys;
    if (!options.effective) {
        std::erase_if(keys, [](const EffectiveKey& key) { return !key.is_own; });
    }
    if (options.output != "json") {
        print_keys(keys);
        return exit_ok;
    }
    json::array all;
    for (const EffectiveKey& key : keys) {
        all.push_back(
            json::object{{"key", key.name}, {"value", key.value}, {"origin", line_of(key.origin)}});
    }
    const json::object rule{{"name", options.name},
                            {"file", found->place.file},
                            {"line", found->place.line},
                            {"keys", std::move(all)}};
    std::fputs(pretty_json(rule).c_str(), stdout);
    return exit_ok;
}

}  // namespace tocsin
