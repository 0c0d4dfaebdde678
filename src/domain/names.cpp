#include "domain/names.hpp"

#include <fmt/format.h>

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

}  // namespace tocsin
