// tocsin webhooks test-source: what a source would take from a message in a file.
#include <fmt/format.h>

#include <cstdio>

#include "base/text.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/real_clock.hpp"
#include "daemon/source_trial.hpp"

namespace tocsin {
namespace {

Result<Headers> headers_of(const std::vector<std::string>& fields) {
    Headers headers;
    for (const std::string& field : fields) {
        const std::size_t equals = field.find('=');
        const std::string name = field.substr(0, equals);
        if (equals == std::string::npos || !is_token(name))
            return refused(fmt::format("--header: \"{}\" is no NAME=VALUE", field));
        headers.add(name, field.substr(equals + 1));
    }
    return headers;
}

}  // namespace

int test_source(const TestSourceOptions& options) {
    auto headers = headers_of(options.headers);
    if (!headers) {
        complain(headers.error().message);
        return exit_usage;
    }
    const LoadedSnapshot loaded = load_rules_or_tell(options.config_file);
    if (!loaded.snapshot) return exit_failed;
    const auto& sources = loaded.snapshot->config.sources;
    const auto source = sources.find(SourceName(options.source));
    if (source == sources.end()) {
        std::vector<std::string> names;
        for (const auto& [name, config] : sources) names.push_back(name.value);
        const auto near = nearest(options.source, names);
        complain(fmt::format("there is no source \"{}\"{}", options.source,
                             near ? fmt::format("; did you mean \"{}\"?", *near) : ""));
        return exit_usage;
    }
    auto body = read_file(options.file);
    if (!body) {
        complain(options.file + ": " + body.error().message);
        return exit_failed;
    }
    Envelope envelope{options.content_type, "/webhooks/" + options.source, std::move(body).value(),
                      std::move(headers).value()};
    if (!options.query.empty()) envelope.target += '?' + options.query;
    const SourceTrial trial = try_source(source->second, envelope, system_time());
    const std::string text = options.output == "json" ? trial_json(trial) : format_trial(trial);
    std::fputs(text.c_str(), stdout);
    return trial.group ? exit_ok : exit_failed;
}

}  // namespace tocsin
