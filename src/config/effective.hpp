// effective: what counts after `extends`, [defaults] and the built-in defaults, and where each
// value was written.
//
// The values of a rule are those of its stored text (rule_text.hpp), which is what the engine
// judges by, so nothing is resolved here a second time; only the place is looked for in the files.
#pragma once

#include <boost/json/value.hpp>
#include <span>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/load.hpp"

namespace tocsin {

// One key of a rule: "for", "open.body", "component[1]".
struct EffectiveKey {
    std::string name;
    boost::json::value value;
    FilePlace origin;     // Of the key in the files; without a file where it is built in.
    bool is_own = false;  // Written in the rule itself.
};

struct EffectiveRule {
    RulePtr rule;
    FilePlace place;  // Of its name.
    std::vector<EffectiveKey> keys;
};

// All rules in matching order.  Requires: `config` is what load(files) gave.
std::vector<EffectiveRule> effective_rules(std::span<const SourceFile> files, const Config& config);

// The whole configuration as JSON in the shape of the files: every key with its default, rules as
// they are in effect, secrets as the tables that name them.  Requires: as above.
std::string adapted_json(std::span<const SourceFile> files, const Config& config);

// A value on one line, as TOML.
std::string toml_line(const boost::json::value& value);

}  // namespace tocsin
