#include "admin/users.hpp"

#include "base/digest.hpp"

namespace tocsin {
namespace {

constexpr std::string_view salt_characters =
    "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::size_t hash_size = 60;

}  // namespace

bool may(Role role, Deed deed) {
    switch (role) {
        case Role::metrics:
            return deed == Deed::see_metrics;
        case Role::viewer:
            return deed == Deed::see_metrics || deed == Deed::see;
        case Role::approver:
            return deed != Deed::administer;
        case Role::admin:
            return true;
    }
    return false;
}

bool is_bcrypt_hash(std::string_view text) {
    if (text.size() != hash_size) return false;
    const bool is_known =
        text.starts_with("$2y$") || text.starts_with("$2b$") || text.starts_with("$2a$");
    if (!is_known || text[6] != '$') return false;
    const std::string_view cost = text.substr(4, 2);
    if (cost < "04" || cost > "17" || cost[1] < '0' || cost[1] > '9') return false;
    return text.substr(7).find_first_not_of(salt_characters) == std::string_view::npos;
}

std::optional<BasicCredentials> basic_credentials(const Headers& headers) {
    const auto value = authorization(headers, "Basic");
    auto plain = value ? decode_base64(*value) : std::nullopt;
    if (!plain) return std::nullopt;
    const Secret whole(std::move(*plain));
    const std::string_view text = whole.reveal();
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    return BasicCredentials{std::string(text.substr(0, colon)),
                            Secret(std::string(text.substr(colon + 1)))};
}

}  // namespace tocsin
