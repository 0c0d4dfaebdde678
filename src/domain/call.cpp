#include "domain/call.hpp"

#include <array>

namespace tocsin {

std::string_view to_string(CallPriority priority) {
    static constexpr std::array<std::string_view, 5> words{"resolve", "create", "raise", "update",
                                                           "read"};
    return words[static_cast<std::size_t>(priority)];
}

std::string_view operation_of(const PageCall& call) {
    static constexpr std::array<std::string_view, std::variant_size_v<PageCall>> words{
        "create",        "update",         "component",       "tweet",
        "read_incident", "list_incidents", "list_components", "read_page"};
    return words[call.index()];
}

std::string id_written_by(const PageCall& call) {
    if (const auto* update = std::get_if<UpdateCall>(&call)) return update->incident.value;
    if (const auto* one = std::get_if<ComponentCall>(&call)) return one->component.value;
    if (const auto* tweet = std::get_if<TweetCall>(&call)) return tweet->update.value;
    return "";
}

ComponentStates components_written_by(const PageCall& call) {
    if (const auto* create = std::get_if<CreateCall>(&call)) return create->components;
    if (const auto* update = std::get_if<UpdateCall>(&call)) return update->components;
    if (const auto* one = std::get_if<ComponentCall>(&call)) return {{one->component, one->status}};
    return {};
}

bool is_read(const PageCall& call) {
    return std::holds_alternative<ReadIncident>(call) ||
           std::holds_alternative<ListIncidents>(call) ||
           std::holds_alternative<ListComponents>(call) || std::holds_alternative<ReadPage>(call);
}

}  // namespace tocsin
