#include <fmt/format.h>

#include <algorithm>

#include "config/addresses.hpp"
#include "config/exposure.hpp"
#include "config/read.hpp"

namespace tocsin {
namespace {

std::vector<ListenerConfig> built_in() {
    ListenerConfig webhooks;
    webhooks.name = "webhooks";
    webhooks.address = "127.0.0.1:9487";
    webhooks.serves = {"webhooks", "health"};
    ListenerConfig admin;
    admin.name = "admin";
    admin.address = "127.0.0.1:9488";
    admin.serves = {"metrics", "health", "lifecycle", "api"};
    return {webhooks, admin};
}

// Both or neither: an authority without a question is of no use, and the other way round.
void check_client_auth(const Layers& layers, const TlsConfig& tls, Report& report) {
    const bool asks = tls.client_auth != "none";
    if (asks && tls.client_ca_file.empty()) {
        report.error("E205", layers.find("client_auth").place(),
                     "\"client_auth\" needs \"client_ca_file\": who vouches for clients");
    }
    if (!asks && !tls.client_ca_file.empty()) {
        report.error("E205", layers.find("client_ca_file").place(),
                     "\"client_ca_file\" needs \"client_auth\"",
                     "\"request\" where only some clients have a certificate, else \"require\"");
    }
}

std::optional<TlsConfig> read_tls(const Layers& layers, Report& report) {
    if (layers.all().empty()) return std::nullopt;
    TlsConfig tls;
    tls.cert_file = layers.text("cert_file");
    tls.min_version = layers.text("min_version");
    tls.client_auth = layers.text("client_auth");
    tls.client_ca_file = layers.text("client_ca_file");
    check_client_auth(layers, tls, report);
    if (const Found cert = layers.find("cert_file")) tls.place = file_place_of(cert.place());
    const Found key = layers.find("key_file");
    if (!key) return tls;
    if (auto secret = secret_in(*key.file, *key.node))
        tls.key_file = std::move(*secret);
    else
        tls.key_file = layers.text("key_file");
    return tls;
}

constexpr std::pair<std::string_view, Role> roles[] = {{"viewer", Role::viewer},
                                                       {"metrics", Role::metrics},
                                                       {"approver", Role::approver},
                                                       {"admin", Role::admin}};

std::map<std::string, UserConfig> read_users(const NamedTable& listener, Report& report) {
    std::map<std::string, UserConfig> users;
    const auto* const table = listener.table->get_as<toml::table>("users");
    if (table == nullptr) return users;
    for (const auto& [key, node] : *table) {
        const auto* const parts = node.as_table();
        if (parts == nullptr) continue;
        const std::string name(key.str());
        if (!is_plain_name(name)) {
            report.error("E207", place_of(*listener.file, key),
                         fmt::format("\"{}\" cannot be the name of a user", name),
                         "letters, digits and -._~, at most 64");
        }
        UserConfig user;
        if (const toml::node* hash = parts->get("hash")) {
            if (auto secret = secret_in(*listener.file, *hash)) user.hash = std::move(*secret);
        }
        const auto word = text_in(parts->get("role"));
        for (const auto& [known, role] : roles) {
            if (word == known) user.role = role;
        }
        users.emplace(name, std::move(user));
    }
    return users;
}

// An endpoint that changes things must not be open to everybody.
void check_exposure(const ListenerConfig& listener, const Layers& layers, Report& report) {
    if (is_loopback_address(listener.address)) return;
    for (const std::string_view open : acts_open_to_all(listener)) {
        report.error("E321", layers.find("address").place(),
                     fmt::format("\"{}\" on an address that others can reach, without users", open),
                     "listen on 127.0.0.1, or name [listener.NAME.users]");
    }
}

ListenerConfig read_listener(const NamedTable& named, Report& report) {
    const Layers layers = named.layers("listener.*");
    ListenerConfig listener;
    listener.name = named.key->str();
    if (!is_plain_name(listener.name)) {
        report.error("E207", place_of(*named.file, *named.key),
                     fmt::format("\"{}\" cannot be the name of a listener", listener.name),
                     "letters, digits and -._~, at most 64");
    }
    listener.address = layers.text("address");
    listener.systemd_socket = layers.text("systemd_socket");
    for (std::string& service : layers.texts("serves")) listener.serves.insert(std::move(service));
    listener.max_connections = static_cast<std::uint32_t>(layers.integer("max_connections"));
    listener.max_connections_per_address =
        static_cast<std::uint32_t>(layers.integer("max_connections_per_address"));
    listener.header_timeout = layers.duration("header_timeout");
    listener.body_timeout = layers.duration("body_timeout");
    listener.idle_timeout = layers.duration("idle_timeout");
    listener.tls = read_tls(layers.below("tls"), report);
    listener.users = read_users(named, report);

    const Found address = layers.find("address");
    const Found socket = layers.find("systemd_socket");
    if (!address && !socket) {
        report.error("E205", place_of(*named.file, *named.table),
                     fmt::format("\"address\" is missing in [listener.{}]", listener.name),
                     "or name a socket of systemd by systemd_socket");
    }
    if (address && socket) {
        report.error("E313", socket.key_place(),
                     "a listener has an address or a socket of systemd, not both");
    }
    // What a socket of systemd is bound to is seen at the start (daemon/systemd_sockets.hpp).
    if (!address || !address.node->is_string()) return listener;
    const std::string wrong = wrong_with_listen_address(listener.address);
    if (!wrong.empty()) {
        report.error("E207", address.place(),
                     fmt::format("\"{}\" is not an address to listen on", listener.address), wrong);
    } else {
        check_exposure(listener, layers, report);
    }
    return listener;
}

}  // namespace

std::vector<ListenerConfig> read_listeners(const TomlDocument& main, Report& report) {
    std::vector<ListenerConfig> listeners;
    std::map<std::string, std::string> by_address;
    std::map<std::string, std::string> by_socket;
    for (const NamedTable& named : named_tables(main, "listener")) {
        ListenerConfig listener = read_listener(named, report);
        const bool any_port = listener.address.ends_with(":0");
        const auto [first, is_new] = by_address.try_emplace(listener.address, listener.name);
        if (!is_new && !any_port && !listener.address.empty()) {
            report.error("E310", named.layers("listener.*").find("address").place(),
                         fmt::format("[listener.{}] and [listener.{}] have one address",
                                     first->second, listener.name));
        }
        const auto [sharer, is_own] = by_socket.try_emplace(listener.systemd_socket, listener.name);
        if (!is_own && !listener.systemd_socket.empty()) {
            report.error("E310", named.layers("listener.*").find("systemd_socket").place(),
                         fmt::format("[listener.{}] and [listener.{}] have one socket",
                                     sharer->second, listener.name));
        }
        listeners.push_back(std::move(listener));
    }
    return listeners.empty() ? built_in() : listeners;
}

}  // namespace tocsin
