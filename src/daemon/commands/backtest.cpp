// tocsin backtest: recorded webhooks through the rules, and which incidents would have been.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <deque>
#include <map>
#include <optional>

#include "daemon/commands/commands.hpp"
#include "daemon/rehearsal/backtest.hpp"
#include "daemon/snapshot.hpp"
#include "daemon/webhook_files.hpp"
#include "store/webhook_reader.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

struct TimeSpan {
    std::optional<WallTime> from, to;

    bool holds(WallTime time) const { return (!from || time >= *from) && (!to || time < *to); }
};

// RFC 3339, or a day, which begins at midnight UTC.
bool read_time(std::string_view flag, const std::string& text, std::optional<WallTime>& time) {
    if (text.empty()) return true;
    time = parse_rfc3339(text);
    if (!time) time = parse_rfc3339(text + "T00:00:00Z");
    if (!time)
        complain(fmt::format("{}: \"{}\" is no time: write 2026-11-24T12:00:00Z", flag, text));
    return time.has_value();
}

std::optional<Config> load_config(const std::string& file) {
    LoadedSnapshot loaded = read_rules_at_hand(file);
    if (loaded.snapshot) return std::move(loaded.snapshot->config);
    std::fputs(format_diagnostics(loaded.diagnostics, loaded.files, "text").c_str(), stderr);
    complain(file + " has errors; nothing was tested");
    return std::nullopt;
}

// The webhooks of one command, through one configuration or two.
class Replay {
public:
    explicit Replay(TimeSpan span) : span_(span) {}

    void add(const Config& config, const std::string& file) {
        runs_.emplace_back(config);
        files_.push_back(file);
    }

    void take(const Webhook& webhook) {
        if (!span_.holds(webhook.received_at)) return;
        ++count_;
        for (std::size_t i = 0; i < runs_.size(); ++i) {
            const auto taken = runs_[i].take(webhook);
            if (!taken)
                ++problems_[fmt::format("source {} (with {}): {}", webhook.source.value, files_[i],
                                        taken.error().message)];
        }
    }

    void finish() {
        for (Backtest& run : runs_) run.finish(span_.to);
        for (const auto& [problem, times] : problems_)
            complain(fmt::format("left out {} of {}", times, problem));
        if (count_ == 0) complain("there is no webhook of that time");
    }

    std::size_t count() const { return count_; }
    std::vector<BacktestIncident> incidents(std::size_t run) const {
        return runs_.at(run).incidents();
    }

private:
    TimeSpan span_;
    std::deque<Backtest> runs_;
    std::vector<std::string> files_;  // Main files, one for each run.
    std::size_t count_ = 0;
    std::map<std::string, std::size_t> problems_;
};

Result<void> replay_files(const BacktestOptions& options, Replay& replay) {
    std::optional<SourceName> source;
    if (!options.source.empty()) source = SourceName(options.source);
    TRY(const auto files, list_webhook_files(options.webhooks, source));
    for (const WebhookFile& file : files) {
        TRY(const Webhook webhook, read_webhook(file));
        replay.take(webhook);
    }
    return success();
}

Result<void> replay_store(const BacktestOptions& options, const Config& config, Replay& replay) {
    TRY(const auto reader, WebhookReader::open(config.store.path));
    for (;;) {
        TRY(const std::vector<Webhook> webhooks, reader->next());
        if (webhooks.empty()) return success();
        for (const Webhook& webhook : webhooks) {
            if (options.source.empty() || webhook.source.value == options.source)
                replay.take(webhook);
        }
    }
}

json::array to_json(const std::vector<BacktestIncident>& incidents) {
    json::array array;
    for (const BacktestIncident& incident : incidents) {
        json::value resolved_at;
        if (incident.resolved_at) resolved_at = format_rfc3339(*incident.resolved_at);
        array.push_back(json::object{{"rule", incident.rule.value},
                                     {"key", incident.key.value},
                                     {"name", incident.name},
                                     {"opened_at", format_rfc3339(incident.opened_at)},
                                     {"resolved_at", resolved_at},
                                     {"calls", incident.calls},
                                     {"notifications", incident.notifications}});
    }
    return array;
}

void print_json(const BacktestOptions& options, const Replay& replay) {
    json::object answer{{"incidents", to_json(replay.incidents(0))}};
    if (!options.against.empty()) {
        answer["against"] = {{"file", options.against},
                             {"incidents", to_json(replay.incidents(1))}};
    }
    std::printf("%s\n", json::serialize(answer).c_str());
}

void print_table(const BacktestOptions& options, const Replay& replay) {
    const auto incidents = replay.incidents(0);
    if (!incidents.empty()) tell(format_incidents(incidents));
    std::size_t calls = 0, notifications = 0;
    for (const BacktestIncident& incident : incidents) {
        calls += incident.calls;
        notifications += incident.notifications;
    }
    fmt::print("{} webhooks, {} incidents, {} calls, {} notifications\n", replay.count(),
               incidents.size(), calls, notifications);
    if (options.against.empty()) return;
    const auto changes = compare(incidents, replay.incidents(1));
    if (changes.empty()) {
        tell(fmt::format("the same as with {}\n", options.against));
    } else {
        tell(fmt::format("{} incidents differ from those with {}:\n{}", changes.size(),
                         options.against, format_changes(changes)));
    }
}

}  // namespace

int backtest(const BacktestOptions& options) {
    TimeSpan span;
    if (!read_time("--from", options.from, span.from) || !read_time("--to", options.to, span.to))
        return exit_usage;
    const auto config = load_config(options.config_file);
    if (!config) return exit_failed;
    std::optional<Config> other;
    if (!options.against.empty()) {
        other = load_config(options.against);
        if (!other) return exit_failed;
    }
    if (!options.source.empty() && !config->sources.contains(SourceName(options.source))) {
        complain("--source: there is no source \"" + options.source + "\"");
        return exit_usage;
    }
    Replay replay(span);
    replay.add(*config, options.config_file);
    if (other) replay.add(*other, options.against);
    const bool from_files = !options.webhooks.empty();
    const auto done =
        from_files ? replay_files(options, replay) : replay_store(options, *config, replay);
    if (!done) {
        complain(from_files ? done.error().message
                            : "the store " + config->store.path + ": " + done.error().message);
        return from_files ? exit_failed : exit_store;
    }
    replay.finish();
    options.output == "json" ? print_json(options, replay) : print_table(options, replay);
    return exit_ok;
}

}  // namespace tocsin
