#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "config/addresses.hpp"
#include "config/exposure.hpp"
#include "config/parse_size.hpp"
#include "config/read.hpp"
#include "config/read_auth.hpp"
#include "config/read_extract.hpp"

namespace tocsin {
namespace {

constexpr std::pair<std::string_view, SourceKind> kinds[] = {
    {"alertmanager", SourceKind::alertmanager},     {"grafana", SourceKind::grafana},
    {"grafana-legacy", SourceKind::grafana_legacy}, {"prometheus", SourceKind::prometheus},
    {"statuspage", SourceKind::statuspage},         {"generic", SourceKind::generic}};

// A client of the page itself waits no longer.
constexpr Duration wait_max = std::chrono::seconds(30);

void check_open_to_all(const Layers& layers, const SourceConfig& source,
                       const std::vector<ListenerConfig>& listeners, Report& report) {
    if (!is_open_to_all(source)) return;
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

// What a webhook needs of its head is kept with it: what proves the sender must not be.
void check_that_no_secret_is_kept(const Found& extract, const SourceConfig& source,
                                  Report& report) {
    const Pointers pointers = pointers_of(*source.extract);
    for (const AuthMethod& method : source.auth) {
        if (method.kind != AuthMethod::Kind::header) continue;
        const bool is_kept =
            std::any_of(pointers.begin(), pointers.end(), [&](const Pointer& pointer) {
                return pointer.place == Pointer::Place::header &&
                       equal_ignoring_case(pointer.name, method.name);
            });
        if (!is_kept) continue;
        report.error("E320", extract.place(),
                     fmt::format("\"header:{}\" would keep a secret on record", method.name));
    }
}

// A kind that is unknown or missing has been told; what it would take is anybody's guess.
void read_extract_of(const Layers& layers, bool kind_known, SourceConfig& source, Report& report) {
    const Found found = layers.find("extract");
    const auto extract = layers.whole("extract");
    if (!kind_known) return;
    if (source.kind != SourceKind::generic) {
        if (!found) return;
        report.error(
            "E207", found.place(),
            fmt::format("\"extract\" is of no use for kind \"{}\"", to_string(source.kind)),
            "only kind generic asks where things stand");
        return;
    }
    if (extract) {
        source.extract = read_extract(*extract, report);
        check_that_no_secret_is_kept(found, source, report);
    } else if (!found) {
        const Layer& layer = layers.all().front();
        report.error("E205", place_of(*layer.file, *layer.table),
                     "\"extract\" is missing: kind generic does not know where things stand",
                     "files for many senders are in config/sources");
    }
}

// Its key is kept with an order.
void check_that_no_key_is_a_secret(const Found& auth, const SourceConfig& source, Report& report) {
    const bool is_kept =
        std::any_of(source.auth.begin(), source.auth.end(), [](const AuthMethod& method) {
            return method.kind == AuthMethod::Kind::header &&
                   equal_ignoring_case(method.name, "Idempotency-Key");
        });
    if (is_kept)
        report.error("E320", auth.place(), "\"Idempotency-Key\" is kept on record: no secret");
}

// What only some kinds ask for; a kind that is unknown has been told.
void check_keys_of_kind(const Layers& layers, const SourceConfig& source, Report& report) {
    const bool sends_orders = source.kind == SourceKind::statuspage;
    const auto refuse = [&](std::string_view key) {
        const Found found = layers.find(key);
        if (!found) return;
        report.error(
            "E207", found.place(),
            fmt::format("\"{}\" is of no use for kind \"{}\"", key, to_string(source.kind)),
            sends_orders ? "it sends no alerts" : "only kind statuspage waits for a page");
    };
    if (!sends_orders) return refuse("wait");
    for (const std::string_view key : {"labels", "max_alerts", "stale_window", "silence_grace"})
        refuse(key);
    if (source.wait > wait_max) {
        report.error("E207", layers.find("wait").place(), "\"wait\" is longer than 30 s",
                     "who waits holds a connection; the same order is known again");
    }
    check_that_no_key_is_a_secret(layers.find("auth"), source, report);
    const bool is_signed =
        std::any_of(source.auth.begin(), source.auth.end(),
                    [](const AuthMethod& method) { return method.kind == AuthMethod::Kind::hmac; });
    if (!is_signed) return;
    report.error("E207", layers.find("auth").place(),
                 "kind \"statuspage\" cannot be signed for: the path and the query are no part of "
                 "what is signed",
                 "use a header, a token or a client certificate");
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
    bool kind_known = false;
    for (const auto& [word, value] : kinds) {
        if (word != kind) continue;
        source.kind = value;
        kind_known = true;
    }
    read_auth(layers, listeners, source, report);
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
    read_extract_of(layers, kind_known, source, report);
    source.wait = layers.duration("wait");
    if (kind_known) check_keys_of_kind(layers, source, report);
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
