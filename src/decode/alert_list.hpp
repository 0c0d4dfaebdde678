// alert_list: alerts as Alertmanager writes them, in its webhook and in what is posted to its API.
//
//   webhook   [ { status, labels, annotations, startsAt, endsAt, fingerprint, … }, … ]
//   api       [ { labels, annotations, startsAt, endsAt, … }, … ]
//
// In the webhook `status` says whether an alert fires, and one that does has no end.  What is
// posted has no status: it fires until its end, which lies in the future and is put off by each
// repetition.
#pragma once

#include <boost/json/array.hpp>
#include <cstdint>
#include <string_view>

#include "decode/decode.hpp"

namespace tocsin {

enum class AlertForm : std::uint8_t { webhook, api };

// A group without a name or what the message says of itself.  `at` is the pointer to the array, for
// messages.  Fails with `refused` if all are unusable.
Result<AlertGroup> read_alert_list(const DecodeOptions& options, AlertForm form,
                                   const boost::json::array& alerts, std::string_view at,
                                   WallTime received_at, DecodeNotes* notes);

}  // namespace tocsin
