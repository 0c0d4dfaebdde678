// read_rule: the layers of one rule → a Rule with every name resolved.
//
// Precedence: the rule's own keys, its parents' (`extends`, nearest first), [defaults] of its file,
// [defaults] of the main file, the built-in ones.  A key of [defaults] that does not fit a rule's
// kind (components of a backfill, say) does not reach it; written in the rule itself or in a
// parent it is E313.
//
// Where [severity] has names of its own, the built-in maps of impact and component_status know
// only critical, major, warning and info: for other names, unless the maps name them, Statuspage
// computes the impact and components are left alone.
#pragma once

#include <map>
#include <memory>

#include "config/layers.hpp"
#include "config/read_templates.hpp"
#include "config/read_time_intervals.hpp"
#include "config/report.hpp"
#include "rules/guard.hpp"
#include "rules/rule.hpp"

namespace tocsin {

struct RuleContext {
    const std::map<PageName, PageTarget>& pages;
    const SeverityScale& scale;  // [severity]
    const TemplateFiles& templates;
    Report& report;
    const TimeIntervals& intervals;
    const Guard* guard = nullptr;  // Null for a rule of the store, which was looked at before.
};

// `layers` are of "rule", the rule's own first; version and text are left empty.
std::shared_ptr<Rule> read_rule(const RuleContext& context, const Layers& layers);

}  // namespace tocsin
