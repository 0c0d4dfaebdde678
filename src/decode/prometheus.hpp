// What Prometheus posts to Alertmanager's API, and with it vmalert, the rulers of Mimir and Loki,
// and ElastAlert 2.
//
//   POST …/api/v2/alerts   [ { labels, annotations, startsAt, endsAt, generatorURL }, … ]
//
// An alert is resolved if its end is not after now, whatever the sender meant by it; a zero end is
// unknown, and it fires.  Each message says nothing of the alerts that it does not name: they come
// in batches, so it is of no group and nothing is missing from it.  What ends an alert of a sender
// that died is the end that it gave last (Alert::ends_at).
#pragma once

#include <string_view>

#include "decode/decode.hpp"

namespace tocsin {

// As decode() of decode.hpp.
Result<AlertGroup> decode_prometheus(const DecodeOptions& options, std::string_view body,
                                     WallTime received_at, DecodeNotes* notes = nullptr);

}  // namespace tocsin
