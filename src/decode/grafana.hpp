// The webhook of Grafana's unified alerting, version "1": Alertmanager's form and more.
//
// What it adds at the top and in each alert (values, panelURL, title) is of no use here but for
// one annotation, `grafana_state_reason`: it tells a "resolved" of which nothing is known from one
// that is true (senders.md section 1.2).
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "decode/decode.hpp"
#include "domain/alert.hpp"

namespace tocsin {

// As decode() of decode.hpp.
Result<AlertGroup> decode_grafana(const DecodeOptions& options, std::string_view body,
                                  WallTime received_at, DecodeNotes* notes = nullptr);

}  // namespace tocsin
