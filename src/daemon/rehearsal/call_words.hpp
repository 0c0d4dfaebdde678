// A rehearsed call in the words of people: those of [[test.at.expect]] and of contract.md section
// 4.4.
//
// Statuspage's ids become aliases, and what a call leaves as it is stays away.  A test compares its
// expectations with these, and a report prints them so that they can be pasted into a test.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "config/config.hpp"
#include "config/rule_test.hpp"
#include "daemon/rehearsal/rehearsal.hpp"

namespace tocsin {

struct CallInWords {
    CallWord call = CallWord::create;
    PageName page;
    // What it says.
    std::optional<std::string> name;
    std::optional<IncidentStatus> status;
    std::optional<Impact> impact;
    std::optional<std::string> body;  // Nothing: it makes no text.
    std::map<ComponentAlias, ComponentStatus> components;
    std::optional<bool> notify;

    bool operator==(const CallInWords&) const = default;
};

// Nothing for a tweet: it has no words of its own, and goes with the call before it.
std::optional<CallInWords> in_words(const Config& config, const RehearsedCall& call);

// `{ website = "operational" }`, as a file of rules would say it.
std::string to_toml(const std::map<ComponentAlias, ComponentStatus>& components);

// A block [[test.at.expect]] that this call meets, each line behind `indent`.
std::string to_toml(const CallInWords& call, const std::string& indent);

}  // namespace tocsin
