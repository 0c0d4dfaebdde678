// Commands of the command line, one function and one file each.  What they take is contract.md
// section 2; each gives one of daemon/exit_codes.hpp.
#pragma once

#include <string>
#include <vector>

#include "daemon/admin_client.hpp"
#include "daemon/exit_codes.hpp"
#include "daemon/flags.hpp"
#include "daemon/snapshot.hpp"
#include "domain/words.hpp"

namespace tocsin {

struct ServeOptions {
    std::string config_file;
    Flags flags;
};
int serve(const ServeOptions& options);

struct CheckConfigOptions {
    std::string config_file;
    bool strict = false;          // Warnings fail too.
    bool secrets = false;         // Read secrets, keys and certificates.
    bool online = false;          // Ask each page too; needs the secrets.
    bool quiet = false;           // Errors only.
    std::string format = "text";  // text, json, github
};
int check_config(const CheckConfigOptions& options);

struct PagesOptions {
    std::string config_file;
    std::string output = "table";  // table, json
};
int verify_pages(const PagesOptions& options);

struct TestOptions {
    std::string config_file;
    std::vector<std::string> files;  // Rule files whose tests are run; none: all.
    std::string run;                 // RE2 that a test's name has to contain; empty: all.
    std::string junit;               // Where JUnit's XML goes; empty: nowhere.
    bool coverage = false;
};
int test_rules(const TestOptions& options);

struct BacktestOptions {
    std::string config_file;
    std::string from, to;  // RFC 3339, or a day; empty: no bound.
    std::string webhooks;  // A folder of recorded webhooks; empty: the store's.
    std::string source;    // Of files whose name does not say it; of the store's, only these.
    std::string against;   // Another main configuration to compare with; empty: none.
    std::string output = "table";  // table, json
};
int backtest(const BacktestOptions& options);

struct HealthcheckOptions {
    std::string config_file;
    AdminAddress admin;
};
int healthcheck(const HealthcheckOptions& options);

int config_adapt(const std::string& config_file);

// `root`: main, rules or sources; empty: any of them.
int config_schema(const std::string& root);
int config_docs();

struct RulesOptions {
    std::string config_file;
    std::string output = "table";  // table, json
    std::string name;              // show
    bool effective = false;        // show
};
int rules_list(const RulesOptions& options);
int rules_show(const RulesOptions& options);

struct TemplateRenderOptions {
    std::string config_file;         // Whose template_files and [severity] count.
    bool config_file_named = false;  // By a flag or the environment: then it has to be there.
    std::string text;
    std::string data_file;
};
int template_render(const TemplateRenderOptions& options);

struct IncidentsOptions {
    std::string config_file;
    AdminAddress admin;
    std::string output = "table";  // table, json
    std::string id;                // Of all but list: an id, or what begins only one.
    std::string text;              // approve, discard: the mark of the text that was looked at.
};
int incidents_list(const IncidentsOptions& options);
int incidents_show(const IncidentsOptions& options);
int incidents_act(const IncidentsOptions& options, ActKind kind);

// A message in a file, and what of its request the file does not hold.
struct MessageOptions {
    std::string file;
    std::vector<std::string> headers;  // NAME=VALUE
    std::string query;                 // Without the question mark.
    std::string content_type = "application/json";
};
// Fails with `refused` for a header that is none, and `unavailable` for a file that cannot be read.
Result<Envelope> read_message(const MessageOptions& options, const SourceName& source);

struct ExplainOptions {
    std::string config_file;
    std::vector<std::string> labels;  // LABEL=VALUE, annotations.NAME=VALUE
    MessageOptions webhook;           // Without a file: labels.
    std::string source;
    std::string output = "text";  // text, json
};
int explain_alerts(const ExplainOptions& options);

struct TestSourceOptions {
    std::string config_file;
    std::string source;
    MessageOptions message;
    std::string page;              // Of kind statuspage; empty: the only one.
    std::string output = "table";  // table, json
};
int test_source(const TestSourceOptions& options);

struct StoreOptions {
    std::string config_file;
    std::string store_path;         // Empty: as the configuration says.
    std::string output = "table";   // check: table, json
    std::string file;               // backup: where the copy goes.
    std::vector<std::string> only;  // export: kinds of rows; none: all.
};
int store_check(const StoreOptions& options);
int store_backup(const StoreOptions& options);
int store_export(const StoreOptions& options);
int store_migrate(const StoreOptions& options);

int print_version();

// Why the command failed, as one line on stderr that says who speaks, likewise.
void complain(const std::string& problem);

// Lines on stdout for a person, without what a terminal would obey.  What is for programs (JSON,
// rendered templates) is printed as it is.
void tell(const std::string& lines);

// The files without their secrets; what is wrong in them is printed to stderr.
LoadedSnapshot load_or_tell(const std::string& config_file);
// The same with the secrets.
LoadedSnapshot load_secrets_or_tell(const std::string& config_file);
// The same for who asks the rules only: what a listener or a source cannot do yet does not matter.
LoadedSnapshot load_rules_or_tell(const std::string& config_file);

}  // namespace tocsin
