// codec: the compound parts of a row as one JSON text, and back.
//
// Real columns are for what is searched and shown (tables.hpp); what is only read back whole is
// text, so that it can be looked at with the sqlite3 shell and its json functions.  A decode
// gives exactly what was encoded, any bytes in texts included, or fails with `malformed`.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "domain/delivery.hpp"
#include "domain/incident.hpp"
#include "domain/webhook.hpp"

namespace tocsin {

std::string encode_detail(const Incident& row);
std::string encode_detail(const DeliveryRecord& row);
std::string encode_detail(const PageRecord& row);
std::string encode_detail(const BucketRecord& row);
std::string encode_detail(const OpeningRecord& row);
std::string encode_detail(const Absence& row);

// Sets what encode_detail wrote and leaves the rest of `row` as it is.
Result<void> decode_detail(std::string_view text, Incident& row);
Result<void> decode_detail(std::string_view text, DeliveryRecord& row);
Result<void> decode_detail(std::string_view text, PageRecord& row);
Result<void> decode_detail(std::string_view text, BucketRecord& row);
Result<void> decode_detail(std::string_view text, OpeningRecord& row);
Result<void> decode_detail(std::string_view text, Absence& row);

}  // namespace tocsin
