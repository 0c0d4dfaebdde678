#include "config/exposure.hpp"

#include <fmt/format.h>

namespace tocsin {

std::vector<std::string_view> acts_open_to_all(const ListenerConfig& listener) {
    std::vector<std::string_view> open;
    if (!listener.users.empty()) return open;
    for (const std::string_view act : {"lifecycle", "api", "ui"}) {
        if (listener.serves.contains(std::string(act))) open.push_back(act);
    }
    return open;
}

bool is_open_to_all(const SourceConfig& source) {
    return source.unauthenticated && !source.allow_unauthenticated;
}

std::string exposed_by(const ListenerConfig& listener,
                       const std::map<SourceName, SourceConfig>& sources) {
    const auto acts = acts_open_to_all(listener);
    if (!acts.empty())
        return fmt::format("others can reach \"{}\" through it, without users", acts.front());
    if (!listener.serves.contains("webhooks")) return {};
    for (const auto& [name, source] : sources) {
        if (is_open_to_all(source))
            return fmt::format("others can reach [source.{}] through it, which has auth = \"none\"",
                               name.value);
    }
    return {};
}

}  // namespace tocsin
