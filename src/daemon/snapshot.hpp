// Snapshot: everything that a start or a reload needs of the files, complete or not at all.
//
// The configuration with its secrets read, in the form that each line takes it.  Building one
// changes nothing; whoever has it swaps it in.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "admin/users.hpp"
#include "config/load.hpp"
#include "daemon/config_files.hpp"
#include "dispatch/dispatch.hpp"
#include "intake/intake.hpp"
#include "net/server.hpp"

namespace tocsin {

struct Snapshot {
    Config config;
    std::map<PageName, Secret> api_keys;  // Of pages that are not dry runs.
    std::map<SourceName, IntakeSource> sources;
    std::vector<ListenerOptions> listeners;
    std::map<std::string, std::set<std::string>> serves;  // By listener.
    std::map<std::string, Users> users;                   // By listener; none: no users are asked.
};

struct LoadedSnapshot {
    std::optional<Snapshot> snapshot;
    std::vector<SourceFile> files;  // For printing the diagnostics.
    Diagnostics diagnostics;
};

// Reads the files and the secrets.
LoadedSnapshot load_snapshot(const std::string& main_file);

// Only the files: what check-config does without --secrets.
LoadedSnapshot check_files(const std::string& main_file);

// The same for commands that ask the rules and start nothing: what is not supported yet of anything
// else does not matter to them (load_for_rules).
LoadedSnapshot read_rules_at_hand(const std::string& main_file);

DispatchConfig dispatch_config_of(const Config& config);

// How the webhooks of this source are decoded, wherever they come from.
DecodeOptions decode_options_of(const SourceConfig& source);

// Pages grouped by the value of their API key; each group is named by its first page.
std::map<BucketName, std::vector<PageName>> buckets_of(const Snapshot& snapshot);

}  // namespace tocsin
