#include <fmt/format.h>

#include <algorithm>

#include "config/addresses.hpp"
#include "config/read.hpp"

namespace tocsin {
namespace {

constexpr std::uint32_t burst_default = 5;
constexpr std::int64_t requests_per_minute_max = 60;  // Statuspage's own limit (statuspage.md).

// Statuspage's ids: letters and digits.
bool is_statuspage_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    });
}

void check_id(const FileText& file, const toml::node* node, std::string_view whose,
              Report& report) {
    const auto id = text_in(node);
    if (!id || id->empty() || is_statuspage_id(*id)) return;
    report.error("E207", place_of(file, *node),
                 fmt::format("\"{}\" is not Statuspage's id of {}", *id, whose),
                 "such ids are letters and digits");
}

void read_components(const Layers& layers, PageConfig& page, Report& report) {
    const Found found = layers.find("components");
    const auto* table = found ? found.node->as_table() : nullptr;
    if (table == nullptr) return;
    std::map<std::string, std::string> aliases;
    for (const auto& [key, node] : *table) {
        check_id(*found.file, &node, "a component", report);
        const std::string alias(key.str());
        const std::string id(text_in(&node).value_or(""));
        if (alias.empty()) {
            report.error("E207", place_of(*found.file, key), "a component needs a name");
        }
        const auto [first, is_new] = aliases.try_emplace(id, alias);
        if (!is_new && !id.empty()) {
            report.error("E310", place_of(*found.file, node),
                         fmt::format("\"{}\" and \"{}\" are one component", first->second, alias));
        }
        page.components.emplace(ComponentAlias(alias), ComponentId(id));
        page.component_places.emplace(ComponentAlias(alias),
                                      file_place_of(place_of(*found.file, node)));
    }
}

void read_base_url(const Layers& layers, PageConfig& page, Report& report) {
    page.base_url = layers.text("base_url");
    while (page.base_url.ends_with('/')) page.base_url.pop_back();
    const Found found = layers.find("base_url");
    if (!found || !found.node->is_string()) return;
    if (has_credentials(page.base_url)) {
        report.error("E320", found.place(), "a user or a password stands in \"base_url\"",
                     "the key of the page is \"api_key\"");
        return;
    }
    const std::string wrong = wrong_with_base_url(page.base_url);
    if (wrong.empty() || page.base_url.empty()) return;
    report.error("E207", found.place(), "\"base_url\" cannot be used", wrong);
}

void read_rate(const Layers& layers, PageConfig& page, Report& report) {
    const Layers rate = layers.below("rate_limit");
    page.rate_limit.requests = static_cast<std::uint32_t>(rate.integer("requests"));
    page.rate_limit.per = rate.duration("per");
    page.rate_limit.burst = rate.has("burst") ? static_cast<std::uint32_t>(rate.integer("burst"))
                                              : std::min(burst_default, page.rate_limit.requests);
    const Found found = layers.find("rate_limit");
    if (!found || page.rate_limit.per <= Duration(0)) return;
    const double per_minute = static_cast<double>(page.rate_limit.requests) *
                              static_cast<double>(Duration(std::chrono::minutes(1)).count()) /
                              static_cast<double>(page.rate_limit.per.count());
    if (per_minute <= static_cast<double>(requests_per_minute_max)) return;
    report.warning("W406", found.place(),
                   fmt::format("{:.0f} requests a minute; Statuspage takes {} of one key",
                               per_minute, requests_per_minute_max));
}

PageConfig read_page(const NamedTable& named, Report& report) {
    const Layers layers = named.layers("page.*");
    PageConfig page;
    page.name = PageName(std::string(named.key->str()));
    if (!is_plain_name(page.name.value)) {
        report.error("E207", place_of(*named.file, *named.key),
                     fmt::format("\"{}\" cannot be the name of a page", page.name.value),
                     "letters, digits and -._~, at most 64");
    }
    page.id = PageId(layers.text("id"));
    const Found id = layers.find("id");
    check_id(*named.file, id.node, "a page", report);
    if (id) page.place = file_place_of(id.place());
    const Found key = layers.find("api_key");
    if (key) page.api_key = secret_in(*key.file, *key.node).value_or(SecretRef{});
    read_base_url(layers, page, report);
    if (layers.has("ca_file")) page.ca_file = layers.text("ca_file");
    read_rate(layers, page, report);
    page.reconcile = layers.duration("reconcile");
    page.dry_run = layers.boolean("dry_run");
    page.timezone = layers.text("timezone");
    read_components(layers, page, report);
    return page;
}

bool same_secret(const SecretRef& a, const SecretRef& b) {
    return a.kind == b.kind && a.name == b.name && !a.name.empty();
}

// Against those that were read before.
void check_twins(const NamedTable& named, const PageConfig& page,
                 const std::map<PageName, PageConfig>& before, Report& report) {
    for (const auto& [name, other] : before) {
        const Layers layers = named.layers("page.*");
        if (other.id == page.id && !page.id.empty()) {
            report.error(
                "E310", layers.find("id").place(),
                fmt::format("[page.{}] and [page.{}] have one id", name.value, page.name.value));
        }
        if (layers.has("api_key") && same_secret(other.api_key, page.api_key) &&
            other.rate_limit != page.rate_limit) {
            report.warning("W407", layers.find("api_key").place(),
                           fmt::format("[page.{}] and [page.{}] share one key and so one bucket; "
                                       "of two rate limits the lower counts",
                                       name.value, page.name.value));
        }
    }
}

}  // namespace

std::map<PageName, PageConfig> read_pages(const TomlDocument& main, Report& report) {
    std::map<PageName, PageConfig> pages;
    for (const NamedTable& named : named_tables(main, "page")) {
        PageConfig page = read_page(named, report);
        check_twins(named, page, pages, report);
        pages.emplace(page.name, std::move(page));
    }
    return pages;
}

std::map<PageName, PageTarget> targets_of(const std::map<PageName, PageConfig>& pages) {
    std::map<PageName, PageTarget> targets;
    for (const auto& [name, page] : pages) {
        targets.emplace(name, PageTarget{name, page.id, page.timezone, page.components});
    }
    return targets;
}

std::map<PageName, PageTarget> read_targets(const TomlDocument& record) {
    std::map<PageName, PageTarget> targets;
    for (const NamedTable& named : named_tables(record, "page")) {
        const Layers layers = named.layers("page.*");
        PageTarget target;
        target.name = PageName(std::string(named.key->str()));
        target.id = PageId(layers.text("id"));
        target.timezone = layers.text("timezone");
        for (auto& [alias, id] : layers.map("components")) {
            target.components.emplace(ComponentAlias(alias), ComponentId(id));
        }
        targets.emplace(target.name, std::move(target));
    }
    return targets;
}

}  // namespace tocsin
