#include "config/rule_test.hpp"

namespace tocsin {

std::string_view to_string(TestState state) {
    static constexpr std::string_view words[] = {"none", "resolved", "pending", "monitoring",
                                                 "open"};
    return words[static_cast<std::size_t>(state)];
}

std::string_view to_string(CallWord word) {
    static constexpr std::string_view words[] = {"create", "update", "component", "approval"};
    return words[static_cast<std::size_t>(word)];
}

}  // namespace tocsin
