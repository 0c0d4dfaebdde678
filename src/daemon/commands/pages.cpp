// tocsin pages verify: what the pages themselves say to what the files say of them.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>

#include "base/text.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/page_check.hpp"
#include "daemon/text_table.hpp"
#include "store/read_record.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;

constexpr const char* not_asked = "(a dry run: not asked)";

using Aliases = std::map<ComponentId, ComponentAlias>;

Aliases aliases_of(const PageConfig& page) {
    Aliases aliases;
    for (const auto& [alias, id] : page.components) aliases.emplace(id, alias);
    return aliases;
}

std::string alias_of(const Aliases& aliases, const PageComponent& component) {
    const auto at = aliases.find(component.id);
    return at == aliases.end() ? "" : at->second.value;
}

std::string status_of(const PageComponent& component) {
    if (component.is_group) return "(group)";
    return component.status ? std::string(to_string(*component.status)) : "(unknown)";
}

std::string as_text(const std::vector<PageCheck>& checks, const Snapshot& snapshot) {
    TextTable pages({"PAGE", "ID", "NAME", "COMPONENTS", "DRIFT", "PROBLEMS"});
    TextTable components({"PAGE", "COMPONENT", "NAME", "STATUS", "ALIAS"});
    for (const PageCheck& check : checks) {
        if (check.is_dry_run) {
            pages.add({check.page.value, check.id.value, not_asked, "", "", ""});
            continue;
        }
        pages.add({check.page.value, check.id.value, check.shown_name,
                   std::to_string(check.components.size()), std::to_string(check.drift.size()),
                   std::to_string(check.problems.size())});
        const Aliases aliases = aliases_of(snapshot.config.pages.at(check.page));
        for (const PageComponent& one : check.components) {
            components.add(
                {check.page.value, one.id.value, one.name, status_of(one), alias_of(aliases, one)});
        }
    }
    std::string text = pages.text() + "\n" + components.text();
    for (const PageCheck& check : checks) {
        for (const Drift& one : check.drift)
            text += fmt::format("drift: {} of {} on page {}\n", one.kind, without_invisible(one.id),
                                check.page.value);
    }
    return text;
}

json::object component_json(const PageComponent& one, const Aliases& aliases) {
    const std::string alias = alias_of(aliases, one);
    return {{"id", one.id.value},
            {"name", one.name},
            {"status", one.status ? json::value(to_string(*one.status)) : json::value(nullptr)},
            {"group", one.is_group},
            {"alias", alias.empty() ? json::value(nullptr) : json::value(alias)}};
}

json::array drift_json(const std::set<Drift>& drift) {
    json::array all;
    for (const Drift& one : drift) all.push_back({{"kind", one.kind}, {"id", one.id}});
    return all;
}

// Nothing where no daemon has ever run, and nothing that keeps the rest from being said.
Ledger record_at(const std::string& path) {
    Result<Ledger> ledger = read_record(path);
    if (ledger) return std::move(ledger).value();
    complain(fmt::format("no drift is shown, for the store {}: {}", path, ledger.error().message));
    return {};
}

std::string as_json(const std::vector<PageCheck>& checks, const Snapshot& snapshot) {
    json::array items;
    for (const PageCheck& check : checks) {
        const Aliases aliases = aliases_of(snapshot.config.pages.at(check.page));
        json::array components;
        for (const PageComponent& one : check.components)
            components.push_back(component_json(one, aliases));
        json::array problems;
        for (const Diagnostic& one : check.problems)
            problems.push_back({{"code", one.code}, {"message", one.message}});
        items.push_back({{"page", check.page.value},
                         {"id", check.id.value},
                         {"dry_run", check.is_dry_run},
                         {"name", check.shown_name},
                         {"components", std::move(components)},
                         {"drift", drift_json(check.drift)},
                         {"problems", std::move(problems)}});
    }
    return json::serialize(json::object{{"items", std::move(items)}, {"next", nullptr}}) + "\n";
}

}  // namespace

int verify_pages(const PagesOptions& options) {
    const LoadedSnapshot loaded = load_secrets_or_tell(options.config_file);
    if (!loaded.snapshot) return exit_failed;
    const std::vector<PageCheck> checks =
        check_pages(*loaded.snapshot, record_at(loaded.snapshot->config.store.path));
    if (options.output == "json")
        std::fputs(as_json(checks, *loaded.snapshot).c_str(), stdout);
    else
        tell(as_text(checks, *loaded.snapshot));
    Diagnostics problems;
    for (const PageCheck& check : checks)
        problems.insert(problems.end(), check.problems.begin(), check.problems.end());
    std::fputs(format_diagnostics(problems, loaded.files, "text").c_str(), stderr);
    return problems.empty() ? exit_ok : exit_failed;
}

}  // namespace tocsin
