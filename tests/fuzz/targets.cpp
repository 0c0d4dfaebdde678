#include "tests/fuzz/targets.hpp"

#include <array>

namespace tocsin::fuzz {

std::span<const Target> targets() {
    static constexpr std::array<Target, 16> all{{{"configuration", configuration},
                                                 {"matcher", matcher},
                                                 {"template", text},
                                                 {"alertmanager", alertmanager},
                                                 {"grafana", grafana},
                                                 {"alertmanager_api", alertmanager_api},
                                                 {"grafana_legacy", grafana_legacy},
                                                 {"prometheus", prometheus},
                                                 {"generic", generic},
                                                 {"form", form},
                                                 {"order", order},
                                                 {"store", store},
                                                 {"statuspage", statuspage},
                                                 {"request", request},
                                                 {"answer", answer},
                                                 {"signature", signature}}};
    return all;
}

}  // namespace tocsin::fuzz
