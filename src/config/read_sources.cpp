#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "config/addresses.hpp"
#include "config/parse_size.hpp"
#include "config/read.hpp"

namespace tocsin {
namespace {

constexpr std::pair<std::string_view, SourceKind> kinds[] = {
    {"alertmanager", SourceKind::alertmanager},     {"grafana", SourceKind::grafana},
    {"grafana-legacy", SourceKind::grafana_legacy}, {"prometheus", SourceKind::prometheus},
    {"statuspage", SourceKind::statuspage},         {"generic", SourceKind::generic}};

// One method of its table; nothing for those that are refused.
std::optional<AuthMethod> read_method(const FileText& file, const toml::table& table) {
    AuthMethod method;
    const auto take = [&](std::string_view kind, std::string_view name, std::string_view secret) {
        const auto* parts = table[kind].as_table();
        if (parts == nullptr) return false;
        method.name = text_in(parts->get(name)).value_or("");
        if (const toml::node* node = parts->get(secret)) method.secrets = secrets_in(file, *node);
        return true;
    };
    if (const toml::node* node = table.get("bearer")) {
        method.kind = AuthMethod::Kind::bearer;
        method.secrets = secrets_in(file, *node);
    } else if (const toml::node* token = table.get("path_token")) {
        method.kind = AuthMethod::Kind::path_token;
        method.secrets = secrets_in(file, *token);
    } else if (take("basic", "username", "password")) {
        method.kind = AuthMethod::Kind::basic;
    } else if (take("header", "name", "value")) {
        method.kind = AuthMethod::Kind::header;
    } else {
        return std::nullopt;
    }
    return method;
}

bool is_header_name(std::string_view name) {
    static constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != std::string_view::npos;
    });
}

void check_header_name(const FileText& file, const toml::table& table, Report& report) {
    const auto* header = table["header"].as_table();
    const toml::node* name = header == nullptr ? nullptr : header->get("name");
    const auto text = text_in(name);
    if (!text || text->empty() || is_header_name(*text)) return;
    report.error("E207", place_of(file, *name),
                 fmt::format("\"{}\" is not the name of a header", *text));
}

void warn_of_replays(const FileText& file, const toml::table& table, Report& report) {
    const auto* hmac = table["hmac"].as_table();
    if (hmac == nullptr || hmac->contains("timestamp_header")) return;
    report.warning("W410", place_of(file, *hmac),
                   "without \"timestamp_header\" a captured request can be sent again",
                   "let the sender sign a timestamp with the body");
}

void read_auth(const Layers& layers, SourceConfig& source, Report& report) {
    const Found found = layers.find("auth");
    if (!found) return;
    if (text_in(found.node) == "none") {
        source.unauthenticated = true;
        source.allow_unauthenticated = layers.boolean("allow_unauthenticated");
        return;
    }
    const auto add = [&](const toml::node& node) {
        const auto* table = node.as_table();
        if (table == nullptr) return;
        check_header_name(*found.file, *table, report);
        warn_of_replays(*found.file, *table, report);
        if (auto method = read_method(*found.file, *table)) {
            source.auth.push_back(std::move(*method));
        }
    };
    if (const auto* array = found.node->as_array()) {
        for (const toml::node& element : *array) add(element);
    } else {
        add(*found.node);
    }
}

void check_open_to_all(const Layers& layers, const SourceConfig& source,
                       const std::vector<ListenerConfig>& listeners, Report& report) {
    if (!source.unauthenticated || source.allow_unauthenticated) return;
    const auto open =
        std::find_if(listeners.begin(), listeners.end(), [](const ListenerConfig& listener) {
            return listener.serves.count("webhooks") > 0 &&
                   wrong_with_listen_address(listener.address).empty() &&
                   !is_loopback_address(listener.address);
        });
    if (open == listeners.end()) return;
    report.error("E321", layers.find("auth").place(),
                 fmt::format("auth = \"none\", and others can reach [listener.{}]", open->name),
                 "authenticate, or say allow_unauthenticated = true");
}

void check_labels(const Layers& layers, Report& report) {
    const Found found = layers.find("labels");
    const auto* table = found ? found.node->as_table() : nullptr;
    if (table == nullptr) return;
    for (const auto& [key, node] : *table) {
        if (key.str().empty()) {
            report.error("E207", place_of(*found.file, key), "a label needs a name");
        }
    }
}

void read_alertmanager_url(const Layers& layers, SourceConfig& source, Report& report) {
    const Found found = layers.find("alertmanager_url");
    if (!found || !found.node->is_string()) return;
    std::string url = layers.text("alertmanager_url");
    while (url.ends_with('/')) url.pop_back();
    if (url.empty()) return;
    if (has_credentials(url)) {
        report.error("E320", found.place(), "a user or a password stands in \"alertmanager_url\"",
                     "it is asked without");
        return;
    }
    if (source.kind != SourceKind::alertmanager) {
        report.error("E207", found.place(),
                     fmt::format("\"alertmanager_url\" is of no use for kind \"{}\"",
                                 to_string(source.kind)),
                     "only alerts of kind alertmanager are asked about");
        return;
    }
    if (const std::string wrong = wrong_with_base_url(url); !wrong.empty()) {
        report.error("E207", found.place(), "\"alertmanager_url\" cannot be used", wrong);
        return;
    }
    source.alertmanager_url = std::move(url);
}

SourceConfig read_source(const NamedTable& named, const std::vector<ListenerConfig>& listeners,
                         Report& report) {
    const Layers layers = named.layers("source.*");
    SourceConfig source;
    source.name = SourceName(std::string(named.key->str()));
    if (!is_plain_name(source.name.value)) {
        report.error("E207", place_of(*named.file, *named.key),
                     fmt::format("\"{}\" cannot be the name of a source", source.name.value),
                     "it stands in /webhooks/NAME: letters, digits and -._~, at most 64");
    }
    const std::string kind = layers.text("kind");
    for (const auto& [word, value] : kinds) {
        if (word == kind) source.kind = value;
    }
    read_auth(layers, source, report);
    check_open_to_all(layers, source, listeners, report);
    check_labels(layers, report);
    source.labels = Labels(layers.map("labels"));
    if (layers.has("expect_every")) source.expect_every = layers.duration("expect_every");
    source.max_body = parse_size(layers.text("max_body")).value_or(source.max_body);
    source.max_alerts = static_cast<std::uint32_t>(layers.integer("max_alerts"));
    source.stale_window = layers.duration("stale_window");
    source.silence_grace = layers.duration("silence_grace");
    const Layers rate = layers.below("rate_limit");
    source.rate_limit.requests = static_cast<std::uint32_t>(rate.integer("requests"));
    source.rate_limit.per = rate.duration("per");
    source.rate_limit.burst = static_cast<std::uint32_t>(rate.integer("burst"));
    read_alertmanager_url(layers, source, report);
    return source;
}

}  // namespace

std::string_view to_string(SourceKind kind) {
    for (const auto& [word, value] : kinds) {
        if (value == kind) return word;
    }
    return {};
}

std::map<SourceName, SourceConfig> read_sources(std::span<const TomlDocument> documents,
                                                const std::vector<ListenerConfig>& listeners,
                                                Report& report) {
    std::map<SourceName, SourceConfig> sources;
    std::map<SourceName, std::string> places;
    for (const TomlDocument& document : documents) {
        if (document.role == FileRole::rules) continue;
        for (const NamedTable& named : named_tables(document, "source")) {
            SourceConfig source = read_source(named, listeners, report);
            const Place place = place_of(*named.file, *named.key);
            const auto [first, is_new] =
                places.try_emplace(source.name, named.file->line_name(place));
            if (!is_new) {
                report.error("E310", place,
                             fmt::format("source \"{}\" is there already, at {}", source.name.value,
                                         first->second));
            }
            sources.emplace(source.name, std::move(source));
        }
    }
    return sources;
}

}  // namespace tocsin
