#include "tests/fuzz/targets.hpp"

#include <array>

namespace tocsin::fuzz {

std::span<const Target> targets() {
    static constexpr std::array<Target, 8> all{{{"configuration", configuration},
                                                {"matcher", matcher},
                                                {"template", text},
                                                {"alertmanager", alertmanager},
                                                {"grafana", grafana},
                                                {"alertmanager_api", alertmanager_api},
                                                {"store", store},
                                                {"statuspage", statuspage}}};
    return all;
}

}  // namespace tocsin::fuzz
