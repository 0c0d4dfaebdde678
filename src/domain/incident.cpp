#include "domain/incident.hpp"

#include "base/digest.hpp"
#include "base/time.hpp"

namespace tocsin {
namespace {

constexpr std::size_t mark_digits = 12;

}  // namespace

std::string text_mark(const Proposal& proposal) {
    // A zero byte stands in no text that leaves, so no two pairs of texts are one.
    std::string shown = proposal.name + '\0' + proposal.body;
    if (proposal.maintenance) {
        for (const WallTime time : {proposal.maintenance->starts_at, proposal.maintenance->ends_at})
            shown += '\0' + format_rfc3339(time);
    }
    return to_hex(sha256(shown)).substr(0, mark_digits);
}

std::array<std::optional<WallTime>, 10> all_of(const Dues& dues) {
    return {dues.open, dues.text,  dues.severity_down, dues.claims,   dues.gone,
            dues.hold, dues.close, dues.token,         dues.approval, dues.unmute};
}

std::optional<WallTime> next_due(const Dues& dues) {
    std::optional<WallTime> next;
    for (const auto& due : all_of(dues)) {
        if (due && (!next || *due < *next)) next = due;
    }
    return next;
}

}  // namespace tocsin
