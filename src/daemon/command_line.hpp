// command_line: the parts of the command line that main.cpp puts together.
//
// Each adds one command with what is below it, and says in `chosen` what is to be run when the
// command line named it.
#pragma once

#include <functional>
#include <string>

#include "daemon/admin_client.hpp"
#include "daemon/completion.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace tocsin {

using Chosen = std::function<int()>;

constexpr const char* default_config_file = "/etc/tocsin/tocsin.toml";

// --config.file, or $TOCSIN_CONFIG_FILE.
CLI::Option* add_config_file(CLI::App& command, std::string& file);

// --admin.url, --admin.ca-file, --admin.user, --admin.password-file.
void add_admin_address(CLI::App& command, AdminAddress& address);

void add_test_command(CLI::App& app, Chosen& chosen);
void add_backtest_command(CLI::App& app, Chosen& chosen);

// config adapt, config schema.
void add_config_commands(CLI::App& app, Chosen& chosen);

// rules list, rules show.
void add_rules_commands(CLI::App& app, Chosen& chosen);

void add_explain_command(CLI::App& app, Chosen& chosen);

// template render.
void add_template_commands(CLI::App& app, Chosen& chosen);

// incidents list, show, approve, discard, resolve.
void add_incidents_commands(CLI::App& app, Chosen& chosen);
void add_pages_commands(CLI::App& app, Chosen& chosen);

// webhooks test-source.
void add_webhooks_commands(CLI::App& app, Chosen& chosen);

// store check, backup, export, migrate.
void add_store_commands(CLI::App& app, Chosen& chosen);

// completion bash|zsh|fish.  Requires: all other commands are added before it is run.
void add_completion_command(CLI::App& app, Chosen& chosen);

// manual, which no help shows: for who makes the manual page (docs/man/make).
void add_manual_command(CLI::App& app, Chosen& chosen);

// What of the command line a shell can complete.
CommandWords words_of(const CLI::App& app);

}  // namespace tocsin
