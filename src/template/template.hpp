// Template: one text of a rule, parsed and checked when the rule is loaded.
//
//   {{ .GroupLabels.service | title }}: {{ if eq .Severity "critical" }}outage{{ else }}…{{ end }}
//
// An own, strict subset of Go's text/template with Alertmanager's names, so that the line from
// alertmanager.yml can be pasted (templates.md).  Everything that can be known then is checked
// when it is loaded: unknown names, argument counts and types are errors, not surprises on a
// public page.  It calls nothing outside itself: no methods of values, no files, no environment.
//
// Where it differs from Go on purpose (tests/template/amtool_texts.cpp has them all):
//   - templates are defined in files of their own, never call themselves, and are called by names
//     that are there;
//   - a variable is known only in the block that declares it; names and fields are ASCII; numbers
//     have no leading zeros or underscores; no 'x' constants, complex numbers, or trailing "|";
//   - an alert, a pair, and the data as a whole, cannot be printed; times have no methods;
//   - printf refuses what does not fit, where Go writes "%!d(string=x)";
//   - nil prints as nothing; a duration can be compared with a number of seconds.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "template/check.hpp"
#include "template/library.hpp"
#include "template/program.hpp"
#include "template/shape.hpp"
#include "template/template_error.hpp"

namespace tocsin {

// Immutable; copies share one tree.  Safe to use from any thread.
class Template {
public:
    // `fields` are those of the data it will see (incident_fields() of template/data.hpp);
    // `library` has the templates that it may call.
    static TemplateResult<Template> parse(std::string_view text, const FieldSet& fields,
                                          const TemplateLibrary& library = {});

    const std::string& source() const;

    // Labels it shows without a stand-in for an absent one: warning W401 unless the rule
    // guarantees them.  In the order of the text.
    const std::vector<LabelUse>& unguarded_labels() const;

    // The templates of the library that it calls, directly or not; they live as long as it does.
    const Definitions& definitions() const;

    const Program& program() const;  // For render().

    // Equal texts that call equal templates.
    bool operator==(const Template& other) const;

private:
    struct Content;
    explicit Template(std::shared_ptr<const Content> content) : content_(std::move(content)) {}

    std::shared_ptr<const Content> content_;  // Never null.
};

}  // namespace tocsin
