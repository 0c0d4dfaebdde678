// tocsin webhooks test-source: what a source would take from a message in a file.
#include <fmt/format.h>

#include <cstdio>

#include "base/text.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/order_trial.hpp"
#include "daemon/real_clock.hpp"
#include "daemon/source_trial.hpp"

namespace tocsin {
namespace {

std::string unknown_source(const std::string& name,
                           const std::map<SourceName, SourceConfig>& sources) {
    std::vector<std::string> names;
    for (const auto& [known, config] : sources) names.push_back(known.value);
    const auto near = nearest(name, names);
    return fmt::format("there is no source \"{}\"{}", name,
                       near ? fmt::format("; did you mean \"{}\"?", *near) : "");
}

int test_order(const Config& config, const SourceConfig& source, const TestSourceOptions& options,
               const Envelope& message) {
    const auto trial = try_order(config, source, PageName(options.page), message);
    if (!trial) {
        complain(trial.error().message);
        return exit_usage;
    }
    const bool as_json = options.output == "json";
    std::fputs((as_json ? trial_json(trial.value()) : format_trial(trial.value())).c_str(), stdout);
    return trial.value().order ? exit_ok : exit_failed;
}

}  // namespace

int test_source(const TestSourceOptions& options) {
    const LoadedSnapshot loaded = load_rules_or_tell(options.config_file);
    if (!loaded.snapshot) return exit_failed;
    const auto& sources = loaded.snapshot->config.sources;
    const auto source = sources.find(SourceName(options.source));
    if (source == sources.end()) {
        complain(unknown_source(options.source, sources));
        return exit_usage;
    }
    const auto message = read_message(options.message, source->first);
    if (!message) {
        complain(message.error().message);
        return message.error().code == ErrorCode::refused ? exit_usage : exit_failed;
    }
    if (source->second.kind == SourceKind::statuspage)
        return test_order(loaded.snapshot->config, source->second, options, message.value());
    if (!options.page.empty()) {
        complain("--page is of use for kind \"statuspage\" alone");
        return exit_usage;
    }
    const SourceTrial trial = try_source(source->second, message.value(), system_time());
    const std::string text = options.output == "json" ? trial_json(trial) : format_trial(trial);
    std::fputs(text.c_str(), stdout);
    return trial.group ? exit_ok : exit_failed;
}

}  // namespace tocsin
