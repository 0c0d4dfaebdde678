// The webhook of Alertmanager, version "4", and of all who imitate it.
//
//   { version, truncatedAlerts, …,
//     alerts: [ { status, labels, annotations, startsAt, endsAt, fingerprint, … }, … ] }
//
// Alertmanager itself always sends every key; imitators leave out any of them, write numbers for
// texts and versions that never were (senders.md sections 1.1 and 3).  So the version is not
// looked at, and each alert stands for itself: the status, labels and annotations at the top are
// computed by the sender over what it happened to include, and are not trusted.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "decode/decode.hpp"
#include "domain/alert.hpp"

namespace tocsin {

// As decode() of decode.hpp.  `received_at` says whether an endsAt is past.
Result<AlertGroup> decode_alertmanager(const DecodeOptions& options, std::string_view body,
                                       WallTime received_at, DecodeNotes* notes = nullptr);

}  // namespace tocsin
