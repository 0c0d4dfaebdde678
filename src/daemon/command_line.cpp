#include "daemon/command_line.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "daemon/commands/commands.hpp"
#include "daemon/manual.hpp"

namespace tocsin {
namespace {

// "TEXT:{bash,zsh}" → bash, zsh: how CLI11 writes the values of IsMember.
std::vector<std::string> choices_of(const std::string& type_name) {
    std::vector<std::string> choices;
    const std::size_t open = type_name.find('{');
    const std::size_t close = type_name.find('}', open);
    if (open == std::string::npos || close == std::string::npos) return choices;
    std::string word;
    for (const char c : type_name.substr(open + 1, close - open - 1) + ',') {
        if (c != ',') {
            word += c;
        } else if (!word.empty()) {
            choices.push_back(std::exchange(word, {}));
        }
    }
    return choices;
}

ValueWords value_of(const CLI::Option& option, const std::string& name) {
    const std::string type = option.get_type_name();
    const bool named_file = name.ends_with("file") || name.ends_with("path") ||
                            name.ends_with("FILE") || name.ends_with("FILES");
    const bool files = named_file || type.find("FILE") != std::string::npos ||
                       type.find("DIR") != std::string::npos;
    return {files, choices_of(type)};
}

// What of a request stands beside its body.
void add_request(CLI::App& command, MessageOptions& message) {
    command.add_option("--header", message.headers, "a header field of it, NAME=VALUE")
        ->allow_extra_args(false);
    command.add_option("--query", message.query, "the query of its address, a=b&c=d");
    command.add_option("--content-type", message.content_type, "type of the body")
        ->capture_default_str();
}

}  // namespace

CLI::Option* add_config_file(CLI::App& command, std::string& file) {
    return command.add_option("--config.file", file, "main configuration file")
        ->envname("TOCSIN_CONFIG_FILE")
        ->default_str(default_config_file);
}

void add_admin_address(CLI::App& command, AdminAddress& address) {
    command.add_option("--admin.url", address.url, "http://HOST:PORT of the daemon, or https://");
    command.add_option("--admin.ca-file", address.ca_file, "authorities that may vouch for it");
    CLI::Option* user = command.add_option("--admin.user", address.user, "who asks");
    CLI::Option* password = command.add_option("--admin.password-file", address.password_file,
                                               "file with the password of that user");
    user->needs(password);
    password->needs(user);
}

void add_test_command(CLI::App& app, Chosen& chosen) {
    const auto options = std::make_shared<TestOptions>();
    options->config_file = default_config_file;
    CLI::App* command =
        app.add_subcommand("test", "runs the [[test]] blocks of rule files in virtual time");
    add_config_file(*command, options->config_file);
    command->add_option("FILES", options->files, "rule files whose tests are run (default: all)");
    command->add_option("--run", options->run, "only tests whose name this RE2 is found in");
    command->add_option("--junit", options->junit, "write JUnit's XML to this file");
    command->add_flag("--coverage", options->coverage,
                      "list the rules, components and phases that no test reached");
    command->callback([&chosen, options] { chosen = [options] { return test_rules(*options); }; });
}

void add_backtest_command(CLI::App& app, Chosen& chosen) {
    const auto options = std::make_shared<BacktestOptions>();
    options->config_file = default_config_file;
    options->output = "table";
    CLI::App* command = app.add_subcommand(
        "backtest", "recorded webhooks through the rules: which incidents would have been");
    add_config_file(*command, options->config_file);
    command->add_option("--from", options->from, "webhooks received at or after this time");
    command->add_option("--to", options->to, "webhooks received before this time");
    command->add_option("--webhooks", options->webhooks,
                        "folder of recorded webhooks (default: those in the store)");
    command->add_option("--source", options->source,
                        "source of files whose name does not say it; of the store only this one");
    command->add_option("--against", options->against,
                        "another main configuration; what differs is shown");
    command->add_option("--output", options->output, "table or json")
        ->check(CLI::IsMember({"table", "json"}));
    command->callback([&chosen, options] { chosen = [options] { return backtest(*options); }; });
}

void add_config_commands(CLI::App& app, Chosen& chosen) {
    CLI::App* config = app.add_subcommand("config", "the configuration for other programs");
    config->require_subcommand(1);

    const auto file = std::make_shared<std::string>(default_config_file);
    CLI::App* adapt =
        config->add_subcommand("adapt", "the configuration in effect as JSON, without secrets");
    add_config_file(*adapt, *file);
    adapt->callback([&chosen, file] { chosen = [file] { return config_adapt(*file); }; });

    const auto role = std::make_shared<std::string>();
    CLI::App* schema = config->add_subcommand("schema", "JSON Schema of the files, for editors");
    schema->add_option("--for", *role, "the main file, rule files or source files; else any")
        ->check(CLI::IsMember({"main", "rules", "sources"}));
    schema->callback([&chosen, role] { chosen = [role] { return config_schema(*role); }; });

    CLI::App* docs = config->add_subcommand("docs", "every key, as docs/configuration.md");
    docs->group("");
    docs->callback([&chosen] { chosen = config_docs; });
}

void add_rules_commands(CLI::App& app, Chosen& chosen) {
    CLI::App* rules = app.add_subcommand("rules", "the rules in matching order");
    rules->require_subcommand(1);
    const auto options = std::make_shared<RulesOptions>();
    options->config_file = default_config_file;
    const auto add_output = [&options](CLI::App& command) {
        command.add_option("--output", options->output, "table or json")
            ->check(CLI::IsMember({"table", "json"}));
    };

    CLI::App* list = rules->add_subcommand("list", "all of them, one a line");
    add_config_file(*list, options->config_file);
    add_output(*list);
    list->callback([&chosen, options] { chosen = [options] { return rules_list(*options); }; });

    CLI::App* show = rules->add_subcommand("show", "the keys of one, and where each was written");
    add_config_file(*show, options->config_file);
    add_output(*show);
    show->add_option("NAME", options->name, "name of the rule")->required();
    show->add_flag("--effective", options->effective, "also what it inherits and what is built in");
    show->callback([&chosen, options] { chosen = [options] { return rules_show(*options); }; });
}

void add_explain_command(CLI::App& app, Chosen& chosen) {
    const auto options = std::make_shared<ExplainOptions>();
    options->config_file = default_config_file;
    CLI::App* command =
        app.add_subcommand("explain", "what the rules make of an alert, and what would come of it");
    add_config_file(*command, options->config_file);
    command->add_option("LABEL=VALUE", options->labels, "the alert; annotations.NAME=VALUE too");
    command->add_option("--webhook", options->webhook.file, "file with the body of a webhook");
    add_request(*command, options->webhook);
    command->add_option("--source", options->source, "who sends it: [source.NAME]");
    command->add_option("--output", options->output, "text or json")
        ->check(CLI::IsMember({"text", "json"}));
    command->callback(
        [&chosen, options] { chosen = [options] { return explain_alerts(*options); }; });
}

void add_webhooks_commands(CLI::App& app, Chosen& chosen) {
    CLI::App* webhooks = app.add_subcommand("webhooks", "messages of senders");
    webhooks->require_subcommand(1);
    const auto options = std::make_shared<TestSourceOptions>();
    options->config_file = default_config_file;
    CLI::App* command = webhooks->add_subcommand(
        "test-source", "what a source would take from a message, and why not the rest");
    add_config_file(*command, options->config_file);
    command->add_option("NAME", options->source, "who sends it: [source.NAME]")->required();
    command->add_option("FILE", options->message.file, "file with the body of a message")
        ->required();
    add_request(*command, options->message);
    command->add_option("--page", options->page,
                        "of kind statuspage: the [page.NAME] that it is sent to");
    command->add_option("--output", options->output, "table or json")
        ->check(CLI::IsMember({"table", "json"}));
    command->callback([&chosen, options] { chosen = [options] { return test_source(*options); }; });
}

void add_template_commands(CLI::App& app, Chosen& chosen) {
    CLI::App* templates = app.add_subcommand("template", "tries texts of rules");
    templates->require_subcommand(1);
    const auto options = std::make_shared<TemplateRenderOptions>();
    options->config_file = default_config_file;
    CLI::App* render =
        templates->add_subcommand("render", "one text over one message, as plain text");
    const CLI::Option* file = add_config_file(*render, options->config_file);
    render->add_option("--text", options->text, "the text with its {{ }}")->required();
    render
        ->add_option("--data", options->data_file,
                     "JSON as amtool template render takes it, or the body of a webhook")
        ->required();
    render->callback([&chosen, options, file] {
        options->config_file_named = file->count() > 0;
        chosen = [options] { return template_render(*options); };
    });
}

void add_incidents_commands(CLI::App& app, Chosen& chosen) {
    CLI::App* incidents =
        app.add_subcommand("incidents", "incidents of a running daemon, and what you decide");
    incidents->require_subcommand(1);
    const auto options = std::make_shared<IncidentsOptions>();
    options->config_file = default_config_file;
    const auto add = [&](const char* name, const char* what) {
        CLI::App* command = incidents->add_subcommand(name, what);
        add_config_file(*command, options->config_file);
        add_admin_address(*command, options->admin);
        command->add_option("--output", options->output, "table or json")
            ->check(CLI::IsMember({"table", "json"}));
        return command;
    };
    const auto add_for_one = [&](const char* name, const char* what) {
        CLI::App* command = add(name, what);
        command->add_option("ID", options->id, "its id, or what begins only one")->required();
        return command;
    };
    add("list", "all that are not closed")->callback([&chosen, options] {
        chosen = [options] { return incidents_list(*options); };
    });
    add_for_one("show", "one, with its alerts and what happened")->callback([&chosen, options] {
        chosen = [options] { return incidents_show(*options); };
    });
    const auto add_act = [&](ActKind kind, const char* what) {
        CLI::App* command = add_for_one(std::string(to_string(kind)).c_str(), what);
        if (kind != ActKind::resolve) {
            command->add_option("--text", options->text,
                                "only if this is still the text that waits (show prints it)");
        }
        command->callback([&chosen, options, kind] {
            chosen = [options, kind] { return incidents_act(*options, kind); };
        });
    };
    add_act(ActKind::approve, "say the text that waits");
    add_act(ActKind::discard, "do not say it; quiet until its alerts have gone");
    add_act(ActKind::resolve, "over for the public, whatever fires");
}

void add_store_commands(CLI::App& app, Chosen& chosen) {
    CLI::App* store = app.add_subcommand("store", "the care of the record");
    store->require_subcommand(1);
    const auto options = std::make_shared<StoreOptions>();
    options->config_file = default_config_file;
    const auto add = [&](const char* name, const char* what, int (*run)(const StoreOptions&)) {
        CLI::App* command = store->add_subcommand(name, what);
        add_config_file(*command, options->config_file);
        command->add_option("--store.path", options->store_path,
                            "file of the store (default: as the configuration says)");
        command->callback(
            [&chosen, options, run] { chosen = [options, run] { return run(*options); }; });
        return command;
    };
    add("check", "whether it is whole, and what it holds", store_check)
        ->add_option("--output", options->output, "table or json")
        ->check(CLI::IsMember({"table", "json"}));
    add("backup", "a whole copy, also while the daemon runs", store_backup)
        ->add_option("FILE", options->file, "where the copy goes; nothing must be there")
        ->required();
    add("export", "its rows as JSON, one a line, on standard output", store_export)
        ->add_option("--only", options->only, "kinds of rows: webhook, incident, …")
        ->delimiter(',');
    add("migrate", "brings an older one up to date; the daemon must be stopped", store_migrate);
}

void add_pages_commands(CLI::App& app, Chosen& chosen) {
    CLI::App* pages = app.add_subcommand("pages", "the status pages that are written to");
    pages->require_subcommand(1);
    const auto options = std::make_shared<PagesOptions>();
    options->config_file = default_config_file;
    CLI::App* verify = pages->add_subcommand(
        "verify", "asks each for its name and components, and compares them with the files");
    add_config_file(*verify, options->config_file);
    verify->add_option("--output", options->output, "table or json")
        ->check(CLI::IsMember({"table", "json"}));
    verify->callback([&chosen, options] { chosen = [options] { return verify_pages(*options); }; });
}

void add_completion_command(CLI::App& app, Chosen& chosen) {
    const auto shell = std::make_shared<std::string>();
    CLI::App* completion =
        app.add_subcommand("completion", "a script that completes this command line");
    completion->add_option("SHELL", *shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    completion->callback([&app, &chosen, shell] {
        chosen = [&app, shell] {
            const Shell kind = *shell == "zsh"    ? Shell::zsh
                               : *shell == "fish" ? Shell::fish
                                                  : Shell::bash;
            std::fputs(completion_script(words_of(app), kind).c_str(), stdout);
            return exit_ok;
        };
    });
}

void add_manual_command(CLI::App& app, Chosen& chosen) {
    CLI::App* manual = app.add_subcommand("manual", "the commands, as a part of tocsin(8)");
    manual->group("");
    manual->callback([&app, &chosen] {
        chosen = [&app] {
            std::fputs(manual_of(words_of(app)).c_str(), stdout);
            return exit_ok;
        };
    });
}

CommandWords words_of(const CLI::App& app) {
    CommandWords words{app.get_name(), app.get_description(), {}, {}, {}};
    for (const CLI::Option* option : app.get_options()) {
        if (option->get_positional()) {
            const ValueWords value = value_of(*option, option->get_name(true));
            words.arguments.files = words.arguments.files || value.files;
            words.arguments.choices.insert(words.arguments.choices.end(), value.choices.begin(),
                                           value.choices.end());
            continue;
        }
        const bool takes_value = option->get_items_expected_max() > 0;
        const auto add = [&](const std::string& name) {
            words.options.push_back({name, option->get_description(), takes_value,
                                     takes_value ? value_of(*option, name) : ValueWords{}});
        };
        for (const std::string& name : option->get_snames()) add('-' + name);
        for (const std::string& name : option->get_lnames()) add("--" + name);
    }
    for (const CLI::App* below : app.get_subcommands([](const CLI::App*) { return true; })) {
        // A command without a group is not shown in the help either.
        if (!below->get_group().empty()) words.commands.push_back(words_of(*below));
    }
    return words;
}

}  // namespace tocsin
