// main: the command line.
//
// Reads flags, calls one command, turns what escaped into an exit code.  Of the environment only
// TOCSIN_CONFIG_FILE and TOCSIN_LOG_LEVEL are read; flags beat the file.
#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>
#include <functional>

#include "daemon/commands/commands.hpp"
#include "daemon/version.hpp"

namespace tocsin {
namespace {

constexpr const char* default_config_file = "/etc/tocsin/tocsin.toml";

CLI::Option* add_config_file(CLI::App& command, std::string& file) {
    return command.add_option("--config.file", file, "main configuration file")
        ->envname("TOCSIN_CONFIG_FILE")
        ->default_str(default_config_file);
}

void add_test(CLI::App& app, TestOptions& options, std::function<int()>& chosen) {
    CLI::App* command =
        app.add_subcommand("test", "runs the [[test]] blocks of rule files in virtual time");
    add_config_file(*command, options.config_file);
    command->add_option("FILES", options.files, "rule files whose tests are run (default: all)");
    command->add_option("--run", options.run, "only tests whose name this RE2 is found in");
    command->add_option("--junit", options.junit, "write JUnit's XML to this file");
    command->add_flag("--coverage", options.coverage,
                      "list the rules, components and phases that no test reached");
    command->callback([&options, &chosen] { chosen = [&options] { return test_rules(options); }; });
}

void add_explain(CLI::App& app, ExplainOptions& options, std::function<int()>& chosen) {
    CLI::App* command =
        app.add_subcommand("explain", "what the rules make of an alert, and what would come of it");
    add_config_file(*command, options.config_file);
    command->add_option("LABEL=VALUE", options.labels, "the alert; annotations.NAME=VALUE too");
    command->add_option("--webhook", options.webhook, "file with the body of a webhook");
    command->add_option("--source", options.source, "who sends it: [source.NAME]");
    command->add_option("--output", options.output, "text or json")
        ->check(CLI::IsMember({"text", "json"}));
    command->callback(
        [&options, &chosen] { chosen = [&options] { return explain_alerts(options); }; });
}

void add_template(CLI::App& app, TemplateRenderOptions& options, std::function<int()>& chosen) {
    CLI::App* command = app.add_subcommand("template", "tries texts of rules");
    command->require_subcommand(1);
    CLI::App* render =
        command->add_subcommand("render", "one text over one message, as plain text");
    const CLI::Option* config = add_config_file(*render, options.config_file);
    render->add_option("--text", options.text, "the text with its {{ }}")->required();
    render
        ->add_option("--data", options.data_file,
                     "JSON as amtool template render takes it, or the body of a webhook")
        ->required();
    render->callback([&options, &chosen, config] {
        options.config_file_named = config->count() > 0;
        chosen = [&options] { return template_render(options); };
    });
}

void add_backtest(CLI::App& app, BacktestOptions& options, std::function<int()>& chosen) {
    CLI::App* command = app.add_subcommand(
        "backtest", "recorded webhooks through the rules: which incidents would have been");
    add_config_file(*command, options.config_file);
    command->add_option("--from", options.from, "webhooks received at or after this time");
    command->add_option("--to", options.to, "webhooks received before this time");
    command->add_option("--webhooks", options.webhooks,
                        "folder of recorded webhooks (default: those in the store)");
    command->add_option("--source", options.source,
                        "source of files whose name does not say it; of the store only this one");
    command->add_option("--against", options.against,
                        "another main configuration; what differs is shown");
    command->add_option("--output", options.output, "table or json")
        ->check(CLI::IsMember({"table", "json"}));
    command->callback([&options, &chosen] { chosen = [&options] { return backtest(options); }; });
}

int run_command_line(int argc, char** argv) {
    CLI::App app("tocsin: from alerts to a public status page", "tocsin");
    app.set_version_flag("--version", std::string(version));
    // Not required: then a word that is no command is named in the message.
    app.require_subcommand(0, 1);
    std::function<int()> chosen;

    ServeOptions serving{default_config_file, {}};
    CLI::App* serve_command = app.add_subcommand("serve", "the daemon");
    add_config_file(*serve_command, serving.config_file);
    serve_command->add_option("--web.listen-address", serving.flags.listen_address,
                              "address of the listener that serves webhooks");
    serve_command->add_option("--store.path", serving.flags.store_path, "file of the store");
    serve_command
        ->add_option("--log.level", serving.flags.log_level, "trace, debug, info, warn, error")
        ->envname("TOCSIN_LOG_LEVEL");
    serve_command->add_option("--log.format", serving.flags.log_format, "auto, logfmt, json");
    serve_command->callback([&] { chosen = [&] { return serve(serving); }; });

    CheckConfigOptions checking{default_config_file, false, false, false, "text"};
    CLI::App* check_command = app.add_subcommand("check-config", "checks all files as serve would");
    add_config_file(*check_command, checking.config_file);
    check_command->add_option("FILE", checking.config_file, "main configuration file");
    check_command->add_flag("--strict", checking.strict, "warnings fail too (exit 3)");
    check_command->add_flag("--secrets", checking.secrets,
                            "read secrets, keys and certificates too");
    check_command->add_flag("--quiet", checking.quiet, "errors only");
    check_command->add_option("--format", checking.format, "text, json or github")
        ->check(CLI::IsMember({"text", "json", "github"}));
    check_command->callback([&] { chosen = [&] { return check_config(checking); }; });

    TestOptions testing{default_config_file, {}, "", "", false};
    add_test(app, testing, chosen);

    BacktestOptions backtesting{default_config_file, "", "", "", "", "", "table"};
    add_backtest(app, backtesting, chosen);

    HealthcheckOptions health{default_config_file, ""};
    CLI::App* health_command =
        app.add_subcommand("healthcheck", "asks a running daemon whether it is ready");
    add_config_file(*health_command, health.config_file);
    health_command->add_option("--admin.url", health.admin_url, "http://HOST:PORT of the daemon");
    health_command->callback([&] { chosen = [&] { return healthcheck(health); }; });

    ExplainOptions explaining{default_config_file, {}, "", "", "text"};
    add_explain(app, explaining, chosen);

    TemplateRenderOptions rendering{default_config_file, false, {}, {}};
    add_template(app, rendering, chosen);

    app.add_subcommand("version", "version and revision")->callback([&] {
        chosen = print_version;
    });

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // CLI11 has a code of its own for each mistake; here they are all "wrong usage".
        return app.exit(error) == 0 ? exit_ok : exit_usage;
    }
    if (chosen) return chosen();
    std::fputs(app.help().c_str(), stderr);
    return exit_usage;
}

}  // namespace

int print_version() {
    std::printf("tocsin %s (%s)\n", std::string(version).c_str(), std::string(revision).c_str());
    return exit_ok;
}

}  // namespace tocsin

int main(int argc, char** argv) {
    try {
        return tocsin::run_command_line(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "tocsin: %s\n", error.what());
        return tocsin::exit_failed;
    }
}
