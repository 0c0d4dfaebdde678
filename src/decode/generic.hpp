// The message of any sender, by a table of pointers: [source.NAME.extract] (contract.md 5.2).
//
//   bytes → JSON or the fields of a form → texts that hold JSON parsed in place → only_if
//         → items, or the one that the message is → take_item each
//
// Each message says nothing of the alerts that it does not name, so it is of no group.
#pragma once

#include <cstddef>

#include "decode/decode.hpp"

namespace tocsin {

// Items of one message that are taken, whatever max_alerts says: what is beyond counts as cut off.
// A body of the largest size may have a thousand times as many, which no sender has alerts.
constexpr std::size_t items_max = 100'000;

// As decode() of decode.hpp.  Requires: options.extract.
Result<AlertGroup> decode_generic(const DecodeOptions& options, const Envelope& envelope,
                                  WallTime received_at, DecodeNotes* notes = nullptr);

}  // namespace tocsin
