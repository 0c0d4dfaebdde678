#include "domain/incident.hpp"

namespace tocsin {

std::optional<WallTime> next_due(const Dues& dues) {
    std::optional<WallTime> next;
    for (const auto& due : {dues.open, dues.text, dues.severity_down, dues.claims, dues.gone,
                            dues.hold, dues.close, dues.token}) {
        if (due && (!next || *due < *next)) next = due;
    }
    return next;
}

}  // namespace tocsin
