// What a store may hold → a row that is written back as itself, or an error.
#include "base/assert.hpp"
#include "domain/labels.hpp"
#include "store/codec.hpp"
#include "tests/fuzz/targets.hpp"

namespace tocsin::fuzz {
namespace {

template <class Row>
bool decode_as(std::string_view bytes) {
    Row row;
    const auto decoded = decode_detail(bytes, row);
    if (!decoded) {
        TOCSIN_ASSERT(decoded.error().code == ErrorCode::malformed);
        return false;
    }
    const std::string written = encode_detail(row);
    Row again;
    TOCSIN_ASSERT(decode_detail(written, again).has_value());
    TOCSIN_ASSERT(again == row);
    return true;
}

bool unpack_labels(std::string_view bytes) {
    const auto labels = Labels::from_packed(bytes);
    if (!labels) return false;
    std::vector<Labels::OwnedPair> pairs;
    for (const auto [name, value] : labels.value()) pairs.emplace_back(name, value);
    TOCSIN_ASSERT(Labels(std::move(pairs)) == labels.value());
    TOCSIN_ASSERT(labels.value().packed() == bytes);
    return true;
}

}  // namespace

bool store(std::string_view bytes) {
    bool taken = unpack_labels(bytes);
    taken = decode_as<Incident>(bytes) || taken;
    taken = decode_as<DeliveryRecord>(bytes) || taken;
    taken = decode_as<PageRecord>(bytes) || taken;
    taken = decode_as<OpeningRecord>(bytes) || taken;
    return decode_as<BucketRecord>(bytes) || taken;
}

}  // namespace tocsin::fuzz
