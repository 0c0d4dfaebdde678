#include "tests/fuzz/targets.hpp"

#include <array>

namespace tocsin::fuzz {

std::span<const Target> targets() {
    static constexpr std::array<Target, 7> all{{{"configuration", configuration},
                                                {"matcher", matcher},
                                                {"template", text},
                                                {"alertmanager", alertmanager},
                                                {"grafana", grafana},
                                                {"store", store},
                                                {"statuspage", statuspage}}};
    return all;
}

}  // namespace tocsin::fuzz
