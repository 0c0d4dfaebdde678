// take_item: one item of a message of any sender → an alert, or why it is none.
//
//   state → firing, resolved, or not an alert for us
//   key → the fingerprint; without one, the labels are (semantics.md section 2)
//   labels, annotations, times
#pragma once

#include <string>
#include <variant>

#include "base/result.hpp"
#include "base/time.hpp"
#include "decode/extract.hpp"
#include "decode/look_up.hpp"
#include "domain/alert.hpp"

namespace tocsin {

// An item that is no alert.
struct Ignored {
    bool unlisted = false;  // Nothing says what its state means: it is absent or in no list.
    std::string why;        // For a person.
};

// Fails with `refused` if nothing names the alert or missing_state says so; the message begins with
// ": " or a pointer below the item.
Result<std::variant<Alert, Ignored>> take_item(const Extract& extract, const Labels& source_labels,
                                               LookUp& item, WallTime received_at);

}  // namespace tocsin
