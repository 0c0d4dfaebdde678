#include "decode/decode.hpp"

#include <set>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "decode/alertmanager.hpp"
#include "decode/extract.hpp"
#include "decode/generic.hpp"
#include "decode/grafana.hpp"
#include "decode/grafana_legacy.hpp"
#include "decode/order.hpp"
#include "decode/prometheus.hpp"

namespace tocsin {

Result<AlertGroup> decode(const DecodeOptions& options, const Envelope& envelope,
                          WallTime received_at, DecodeNotes* notes) {
    switch (options.kind) {
        case SenderKind::alertmanager:
            return decode_alertmanager(options, envelope.body, received_at, notes);
        case SenderKind::grafana:
            return decode_grafana(options, envelope.body, received_at, notes);
        case SenderKind::grafana_legacy:
            return decode_grafana_legacy(options, envelope.body, notes);
        case SenderKind::prometheus:
            return decode_prometheus(options, envelope.body, received_at, notes);
        case SenderKind::generic:
            return decode_generic(options, envelope, received_at, notes);
        case SenderKind::statuspage:
            return refused("the document: kind statuspage sends no alerts");
    }
    TOCSIN_ASSERT(false && "a sender kind without a decoder");
    return refused("unknown kind");
}

Result<Decoded> decode_webhook(const DecodeOptions& options, const Envelope& envelope,
                               WallTime received_at) {
    if (options.kind == SenderKind::statuspage) {
        TRY(auto order, decode_order(options, envelope));
        return Decoded(std::move(order));
    }
    TRY(auto group, decode(options, envelope, received_at));
    return Decoded(std::move(group));
}

std::vector<std::string> headers_needed(const DecodeOptions& options) {
    if (options.kind == SenderKind::statuspage) return {"idempotency-key"};
    if (options.extract == nullptr) return {};
    std::set<std::string> names;
    for (const Pointer& pointer : pointers_of(*options.extract)) {
        if (pointer.place == Pointer::Place::header) names.insert(to_lower_ascii(pointer.name));
    }
    names.erase("content-type");
    return {names.begin(), names.end()};
}

}  // namespace tocsin
