// Commands of the command line, one function and one file each.  What they take and the exit codes
// are contract.md section 2.
#pragma once

#include <string>

#include "daemon/flags.hpp"

namespace tocsin {

constexpr int exit_ok = 0;
constexpr int exit_failed = 1;
constexpr int exit_usage = 2;
constexpr int exit_warnings = 3;  // check-config --strict
constexpr int exit_store = 75;
constexpr int exit_bad_config = 78;  // serve; the unit does not restart on it

struct ServeOptions {
    std::string config_file;
    Flags flags;
};
int serve(const ServeOptions& options);

struct CheckConfigOptions {
    std::string config_file;
    bool strict = false;          // Warnings fail too.
    bool secrets = false;         // Read secrets, keys and certificates.
    bool quiet = false;           // Errors only.
    std::string format = "text";  // text, json, github
};
int check_config(const CheckConfigOptions& options);

struct HealthcheckOptions {
    std::string config_file;
    std::string admin_url;  // Empty: the first plain listener that serves health.
};
int healthcheck(const HealthcheckOptions& options);

int print_version();

}  // namespace tocsin
