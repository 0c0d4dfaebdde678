#include "domain/names.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstring>

#include "base/digest.hpp"

namespace tocsin {

AlertId alert_id_of(const SourceName& source, const Fingerprint& fingerprint) {
    // The length first: no source and fingerprint can be read as another pair.
    const Sha256 digest =
        sha256(fmt::format("{}:{}{}", source.value.size(), source.value, fingerprint.value));
    AlertId id;
    std::memcpy(&id.high, digest.data(), sizeof id.high);
    std::memcpy(&id.low, digest.data() + sizeof id.high, sizeof id.low);
    return id;
}

std::string to_text(const AlertId& id) {
    return fmt::format("{:016x}{:016x}", id.high, id.low);
}

std::optional<AlertId> alert_id_from(std::string_view text) {
    if (text.size() != 32) return std::nullopt;
    AlertId id;
    const char* const middle = text.data() + 16;
    const auto high = std::from_chars(text.data(), middle, id.high, 16);
    const auto low = std::from_chars(middle, middle + 16, id.low, 16);
    if (high.ec != std::errc() || high.ptr != middle) return std::nullopt;
    if (low.ec != std::errc() || low.ptr != middle + 16) return std::nullopt;
    return id;
}

}  // namespace tocsin
