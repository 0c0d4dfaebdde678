// main: the command line.
//
// Reads flags, calls one command, turns what escaped into an exit code.  Of the environment only
// TOCSIN_CONFIG_FILE and TOCSIN_LOG_LEVEL are read; flags beat the file.
#include <CLI/CLI.hpp>

#include <fcntl.h>

#include <cstdio>
#include <exception>

#include "daemon/command_line.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/version.hpp"

namespace tocsin {
namespace {

int run_command_line(int argc, char** argv) {
    CLI::App app("tocsin: from alerts to a public status page", "tocsin");
    app.set_version_flag("--version", std::string(version));
    // Not required: then a word that is no command is named in the message.
    app.require_subcommand(0, 1);
    Chosen chosen;

    ServeOptions serving{default_config_file, {}};
    CLI::App* serve_command = app.add_subcommand("serve", "the daemon");
    add_config_file(*serve_command, serving.config_file);
    serve_command->add_option("--web.listen-address", serving.flags.listen_address,
                              "address of the listener that serves webhooks");
    serve_command->add_option("--store.path", serving.flags.store_path, "file of the store");
    serve_command
        ->add_option("--log.level", serving.flags.log_level, "trace, debug, info, warn, error")
        ->envname("TOCSIN_LOG_LEVEL");
    serve_command->add_option("--log.format", serving.flags.log_format,
                              "auto, logfmt, json, journal");
    serve_command->callback([&] { chosen = [&] { return serve(serving); }; });

    CheckConfigOptions checking{default_config_file, false, false, false, false, "text"};
    CLI::App* check_command = app.add_subcommand("check-config", "checks all files as serve would");
    add_config_file(*check_command, checking.config_file);
    check_command->add_option("FILE", checking.config_file, "main configuration file");
    check_command->add_flag("--strict", checking.strict, "warnings fail too (exit 3)");
    check_command->add_flag("--secrets", checking.secrets,
                            "read secrets, keys and certificates too");
    check_command->add_flag("--online", checking.online,
                            "ask each page for its name and components too");
    check_command->add_flag("--quiet", checking.quiet, "errors only");
    check_command->add_option("--format", checking.format, "text, json or github")
        ->check(CLI::IsMember({"text", "json", "github"}));
    check_command->callback([&] { chosen = [&] { return check_config(checking); }; });

    HealthcheckOptions health{default_config_file, {}};
    CLI::App* health_command =
        app.add_subcommand("healthcheck", "asks a running daemon whether it is ready");
    add_config_file(*health_command, health.config_file);
    add_admin_address(*health_command, health.admin);
    health_command->callback([&] { chosen = [&] { return healthcheck(health); }; });

    add_incidents_commands(app, chosen);
    add_pages_commands(app, chosen);
    add_template_commands(app, chosen);
    add_test_command(app, chosen);
    add_backtest_command(app, chosen);
    add_explain_command(app, chosen);
    add_webhooks_commands(app, chosen);
    add_rules_commands(app, chosen);
    add_config_commands(app, chosen);
    add_store_commands(app, chosen);
    add_completion_command(app, chosen);
    add_manual_command(app, chosen);
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

// A stream that the caller closed would be the descriptor of the next file that is opened, and what
// is printed would land in the lock or the store.  Reading from these and writing to them fails.
void occupy_closed_streams() {
    for (const int stream : {0, 1, 2}) {
        if (fcntl(stream, F_GETFD) < 0) (void)!open("/dev/null", stream == 0 ? O_WRONLY : O_RDONLY);
    }
}

// Whoever reads a command's output must not take half of it for all.
int after_all_is_written(int exit_code) {
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return exit_code;
    complain("not all could be written to standard output");
    return exit_code == exit_ok ? exit_failed : exit_code;
}

}  // namespace

int print_version() {
    std::printf("tocsin %s (%s)\n", std::string(version).c_str(), std::string(revision).c_str());
    return exit_ok;
}

}  // namespace tocsin

int main(int argc, char** argv) {
    tocsin::occupy_closed_streams();
    try {
        return tocsin::after_all_is_written(tocsin::run_command_line(argc, argv));
    } catch (const std::exception& error) {
        tocsin::complain(error.what());
        return tocsin::exit_failed;
    }
}
