// render: a template and the data of an incident as one text.
//
// Pure: equal arguments give equal texts.  A template of the operator can be wrong in a way that
// shows only with data (an index out of range), and it can be greedy; both end in a failure
// "LINE:COLUMN: …" and never in a crash or a long wait.
//
// What comes from outside is cleaned where it enters the text (templates.md, "always"): without
// control, bidirectional and zero-width characters, at most 256 code points, and for a body with
// < > & escaped and "](" parted, so that a label can make no tag and no link.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/page_state.hpp"
#include "template/template.hpp"
#include "template/value.hpp"

namespace tocsin {

enum class Purpose {
    name,   // An incident's name, or a time: plain text, at most 255 code points.
    body,   // The text of an update, which Statuspage shows as HTML: at most 25 000 code points.
    plain,  // For `tocsin template render`: exactly what Alertmanager writes, nothing cleaned.
};

struct RenderOptions {
    Purpose purpose = Purpose::body;
    WallTime now{};                   // For `since`.
    std::size_t steps_max = 100'000;  // Nodes, operands and calls; long texts count more.
    std::size_t output_bytes_max =
        tocsin::output_bytes_max;  // Before the cut; also of each computed text.
};

struct Rendered {
    std::string text;  // Without white space at both ends; "\r\n" is "\n" (but for plain).
    // A place in the text is empty, or incomplete, because a label, an annotation or a time is
    // not there.
    bool missing_in_output = false;
    bool truncated = false;  // Cut at the limit of its purpose; ends in "…".

    bool operator==(const Rendered&) const = default;
};

// `data` is a record with the fields the template was parsed for (template/data.hpp).  Fails with
// ErrorCode::refused.  Safe to call from any thread.
Result<Rendered> render(const Template& text, const Value& data, const RenderOptions& options);

}  // namespace tocsin
