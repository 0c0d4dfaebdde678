// tocsin explain: what the rules make of an alert or of a webhook, and what would come of it.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <variant>

#include "base/text.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/explanation/explanation.hpp"
#include "daemon/real_clock.hpp"
#include "daemon/snapshot.hpp"
#include "decode/decode.hpp"

namespace tocsin {
namespace {

int wrong_usage(const std::string& message) {
    complain(message);
    return exit_usage;
}

std::string names_of(const Config& config) {
    std::string names;
    for (const auto& [name, source] : config.sources) {
        names += (names.empty() ? "" : ", ") + name.value;
    }
    return names.empty() ? "there is no source" : "there are " + names;
}

// The one that was named; else the only one, or for labels the first of kind alertmanager.
Result<SourceName> chosen_source(const ExplainOptions& options, const Config& config) {
    if (!options.source.empty()) {
        const SourceName named(options.source);
        if (config.sources.contains(named)) return named;
        return refused(fmt::format("--source: there is no source \"{}\"; {}", options.source,
                                   names_of(config)));
    }
    if (config.sources.size() == 1) return config.sources.begin()->first;
    if (options.webhook.file.empty()) {
        for (const auto& [name, source] : config.sources) {
            if (source.kind == SourceKind::alertmanager) return name;
        }
    }
    return refused("--source=NAME is needed; " + names_of(config));
}

// NAME=VALUE, and annotations.NAME=VALUE.
Result<Alert> alert_of(const std::vector<std::string>& pairs, const Labels& source_labels) {
    constexpr std::string_view prefix = "annotations.";
    Alert alert;
    for (const std::string& pair : pairs) {
        const std::size_t equals = pair.find('=');
        const bool annotates = pair.starts_with(prefix);
        const std::size_t begin = annotates ? prefix.size() : 0;
        if (equals == std::string::npos || equals <= begin) {
            return refused(fmt::format("\"{}\" is no LABEL=VALUE", pair));
        }
        Labels& into = annotates ? alert.annotations : alert.labels;
        into = into.with(pair.substr(begin, equals - begin), pair.substr(equals + 1));
    }
    alert.fingerprint = Fingerprint(fingerprint_of(alert.labels));
    for (const auto [name, value] : source_labels) {
        if (!alert.labels.find(name)) alert.labels = alert.labels.with(name, value);
    }
    return alert;
}

int explain_group(const ExplainOptions& options, const Config& config, const SourceName& source,
                  AlertGroup group) {
    // Whole seconds: what is told are distances of time, and nobody wants to read milliseconds.
    const WallTime now = std::chrono::floor<std::chrono::seconds>(system_time());
    const Explanation explanation = explain(config, source, std::move(group), now);
    if (options.output == "json")
        std::fputs(explanation_json(config, explanation).c_str(), stdout);
    else
        tell(format_explanation(config, explanation));
    return exit_ok;
}

// A body that would be refused is explained too.
int explain_refused(const ExplainOptions& options, const Error& error) {
    if (options.output == "json") {
        std::fputs("{\"alerts\":[]}\n", stdout);
    }
    std::fprintf(options.output == "json" ? stderr : stdout,
                 "This webhook would be answered with %s, and nothing in it would count: %s\n",
                 error.code == ErrorCode::malformed ? "400" : "422",
                 without_invisible(error.message).c_str());
    return exit_ok;
}

}  // namespace

int explain_alerts(const ExplainOptions& options) {
    if (options.labels.empty() == options.webhook.file.empty()) {
        return wrong_usage("explain takes either LABEL=VALUE… or --webhook=FILE");
    }
    const LoadedSnapshot loaded = load_rules_or_tell(options.config_file);
    if (!loaded.snapshot) return exit_failed;
    const Config& config = loaded.snapshot->config;
    const auto source = chosen_source(options, config);
    if (!source) return wrong_usage(source.error().message);
    const SourceConfig& settings = config.sources.at(source.value());
    if (options.webhook.file.empty()) {
        const auto alert = alert_of(options.labels, settings.labels);
        if (!alert) return wrong_usage(alert.error().message);
        return explain_group(options, config, source.value(), {{alert.value()}, 0, 0, 0});
    }
    const auto message = read_message(options.webhook, source.value());
    if (!message) {
        complain(message.error().message);
        return message.error().code == ErrorCode::refused ? exit_usage : exit_failed;
    }
    if (settings.kind == SourceKind::statuspage)
        return wrong_usage("a source of kind \"statuspage\" sends no alerts to explain");
    auto group = decode(decode_options_of(settings), message.value(), system_time());
    if (!group) return explain_refused(options, group.error());
    return explain_group(options, config, source.value(), std::move(group).value());
}

}  // namespace tocsin
