#include "tests/fuzz/targets.hpp"

#include <array>

namespace tocsin::fuzz {

std::span<const Target> targets() {
    static constexpr std::array<Target, 11> all{{{"configuration", configuration},
                                                 {"matcher", matcher},
                                                 {"template", text},
                                                 {"alertmanager", alertmanager},
                                                 {"grafana", grafana},
                                                 {"grafana_legacy", grafana_legacy},
                                                 {"prometheus", prometheus},
                                                 {"generic", generic},
                                                 {"form", form},
                                                 {"store", store},
                                                 {"statuspage", statuspage}}};
    return all;
}

}  // namespace tocsin::fuzz
