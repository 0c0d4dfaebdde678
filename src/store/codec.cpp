#include "store/codec.hpp"

#include <fmt/format.h>

#include "store/codec_json.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;

Result<json::value> parse(std::string_view text) {
    // Texts come from senders and pages; what is not UTF-8 in them is kept as it is.
    json::parse_options options;
    options.allow_invalid_utf8 = true;
    json::error_code failure;
    json::value value = json::parse(text, failure, {}, options);
    if (failure) return malformed(fmt::format("a stored text is not JSON: {}", failure.message()));
    return value;
}

template <class Row>
std::string encode(const Row& row) {
    JsonWriter writer;
    describe_detail(writer, row);
    return json::serialize(writer.take());
}

template <class Row>
Result<void> decode(std::string_view text, Row& row) {
    TRY(const json::value value, parse(text));
    const auto* const object = value.if_object();
    if (object == nullptr) return malformed("a stored detail is not an object");
    JsonReader reader(*object);
    describe_detail(reader, row);
    if (const auto trouble = reader.trouble()) {
        return malformed(fmt::format("a stored detail cannot be read: {}", *trouble));
    }
    return success();
}

}  // namespace

std::string encode_detail(const Incident& row) {
    return encode(row);
}
std::string encode_detail(const DeliveryRecord& row) {
    return encode(row);
}
std::string encode_detail(const PageRecord& row) {
    return encode(row);
}
std::string encode_detail(const BucketRecord& row) {
    return encode(row);
}
std::string encode_detail(const OpeningRecord& row) {
    return encode(row);
}
std::string encode_detail(const Absence& row) {
    return encode(row);
}

Result<void> decode_detail(std::string_view text, Incident& row) {
    return decode(text, row);
}
Result<void> decode_detail(std::string_view text, DeliveryRecord& row) {
    return decode(text, row);
}
Result<void> decode_detail(std::string_view text, PageRecord& row) {
    return decode(text, row);
}
Result<void> decode_detail(std::string_view text, BucketRecord& row) {
    return decode(text, row);
}
Result<void> decode_detail(std::string_view text, OpeningRecord& row) {
    return decode(text, row);
}
Result<void> decode_detail(std::string_view text, Absence& row) {
    return decode(text, row);
}

}  // namespace tocsin
