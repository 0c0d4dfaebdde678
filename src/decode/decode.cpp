#include "decode/decode.hpp"

#include "base/assert.hpp"
#include "decode/alertmanager.hpp"
#include "decode/grafana.hpp"

namespace tocsin {

Result<AlertGroup> decode(const DecodeOptions& options, const Envelope& envelope,
                          WallTime received_at) {
    switch (options.kind) {
        case SenderKind::alertmanager:
            return decode_alertmanager(options, envelope.body, received_at);
        case SenderKind::grafana:
            return decode_grafana(options, envelope.body, received_at);
    }
    TOCSIN_ASSERT(false && "a sender kind without a decoder");
    return refused("unknown kind");
}

}  // namespace tocsin
