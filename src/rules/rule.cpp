#include "rules/rule.hpp"

#include <algorithm>

namespace tocsin {

std::size_t rank(const SeverityScale& scale, const Severity& severity) {
    const auto found = std::find(scale.order.begin(), scale.order.end(), severity);
    return static_cast<std::size_t>(found - scale.order.begin());
}

bool is_worse(const SeverityScale& scale, const Severity& a, const Severity& b) {
    return rank(scale, a) < rank(scale, b);
}

const Severity& severity_named(const SeverityScale& scale, std::string_view value) {
    for (const auto& [alias, severity] : scale.aliases) {
        if (alias == value) return severity;
    }
    for (const Severity& severity : scale.order) {
        if (severity.value == value) return severity;
    }
    return scale.fallback;
}

Severity severity_of(const SeverityScale& scale, const Labels& labels) {
    return severity_named(scale, labels.get(scale.label));
}

}  // namespace tocsin
