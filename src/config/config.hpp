// Config: everything that the operator's files say, as one immutable snapshot.
//
// load() makes it whole or not at all.  Secrets are named in it, never held: whoever may touch
// files resolves them (daemon/read_secret.hpp).  Keys and defaults: contract.md section 5.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "config/file_place.hpp"
#include "config/rule_test.hpp"
#include "domain/labels.hpp"
#include "domain/names.hpp"
#include "domain/order.hpp"
#include "rules/guard.hpp"
#include "rules/rule_book.hpp"

namespace tocsin {

struct Extract;

// Where a secret is to be read: { credential = … }, { file = … } or { env = … }.
struct SecretRef {
    enum class Kind : std::uint8_t { credential, file, env };
    Kind kind = Kind::file;
    std::string name;
    FilePlace place;  // For messages.

    bool operator==(const SecretRef&) const = default;
};

struct TlsConfig {
    std::string cert_file;
    std::variant<std::string, SecretRef> key_file;  // A path or a secret that holds the PEM text.
    std::string min_version = "1.2";
    std::string client_ca_file{};      // Empty: clients are not asked.
    std::string client_auth = "none";  // none, request, require
    FilePlace place{};                 // Of cert_file, for messages.
};

// What a user of a listener may do: viewer reads everything, metrics only the metrics, approver
// decides of incidents too, admin everything.
enum class Role : std::uint8_t { viewer, metrics, approver, admin };

struct UserConfig {
    SecretRef hash;  // bcrypt
    Role role = Role::viewer;
};

struct ListenerConfig {
    std::string name;
    std::string address;           // "127.0.0.1:9487", "[::1]:9487"; empty with a systemd_socket.
    std::string systemd_socket;    // The name of a socket that systemd opened for us; or empty.
    std::set<std::string> serves;  // webhooks, health, metrics, api, ui, lifecycle
    std::uint32_t max_connections = 1024;
    std::uint32_t max_connections_per_address = 256;
    Duration header_timeout = std::chrono::seconds(10);
    Duration body_timeout = std::chrono::seconds(30);
    Duration idle_timeout = std::chrono::minutes(6);
    std::optional<TlsConfig> tls;
    std::map<std::string, UserConfig> users;  // None: whoever reaches the address.
};

enum class SourceKind : std::uint8_t {
    alertmanager,
    grafana,
    grafana_legacy,
    prometheus,
    statuspage,
    generic
};
std::string_view to_string(SourceKind kind);

// How a sender signs its requests.
struct HmacConfig {
    std::string header;
    std::string timestamp_header;  // Empty: none.
    Duration max_skew = std::chrono::minutes(5);
    std::string encoding = "hex";  // hex, base64
    std::string prefix;
    std::string signed_text;  // Holds {body}, and {timestamp} where there is one.
};

// One way to authenticate.  All `secrets` are valid at once (rotation).
struct AuthMethod {
    enum class Kind : std::uint8_t { bearer, basic, header, path_token, query_token, mtls, hmac };
    Kind kind = Kind::bearer;
    std::string name;  // basic: user name; header, query_token: field name.
    std::vector<SecretRef> secrets{};
    std::vector<std::string> sans{};  // mtls
    HmacConfig hmac{};
};

// requests per window; 0 requests = none.
struct RateLimit {
    std::uint32_t requests = 0;
    Duration per = std::chrono::seconds(1);
    std::uint32_t burst = 0;

    bool operator==(const RateLimit&) const = default;
};

struct SourceConfig {
    SourceName name;
    SourceKind kind = SourceKind::alertmanager;
    bool unauthenticated = false;  // auth = "none"
    bool allow_unauthenticated = false;
    std::vector<AuthMethod> auth;  // Any of them will do.
    Labels labels;                 // Added where an alert lacks them.
    std::optional<Duration> expect_every;
    std::uint64_t max_body = 16U << 20;  // Bytes.
    std::uint32_t max_alerts = 0;        // 0: no limit.
    Duration stale_window = std::chrono::minutes(10);
    Duration silence_grace = std::chrono::minutes(5);
    RateLimit rate_limit{20, std::chrono::seconds(1), 100};  // A token bucket; requests 0: none.
    std::optional<std::string> alertmanager_url;             // Without a slash at its end.
    std::shared_ptr<const Extract> extract;                  // Of kind generic.
    std::shared_ptr<const OrderPages> order_pages;           // Of kind statuspage.
    Duration wait = std::chrono::seconds(10);                // Likewise: for the page's answer.
};

struct PageConfig {
    PageName name;
    PageId id;
    SecretRef api_key;
    std::string base_url = "https://api.statuspage.io/v1";  // Without a slash at its end.
    std::optional<std::string> ca_file;
    RateLimit rate_limit{54, std::chrono::seconds(60), 5};  // A sliding window.
    Duration reconcile = std::chrono::minutes(10);
    bool dry_run = false;
    std::string timezone = "UTC";
    std::map<ComponentAlias, ComponentId> components;
    FilePlace place;  // Of its id, for messages.
    std::map<ComponentAlias, FilePlace> component_places;
};

struct RetryConfig {
    Duration initial = std::chrono::seconds(1);
    Duration max = std::chrono::minutes(5);
    double multiplier = 2.0;
    double jitter = 0.5;  // 0: none; 1: full.
    Duration give_up_after = std::chrono::hours(24);
};

struct DeliveryConfig {
    Duration connect_timeout = std::chrono::seconds(5);
    Duration request_timeout = std::chrono::seconds(20);
    Duration settle = std::chrono::seconds(60);
    RetryConfig retry;
    std::uint32_t breaker_failures = 5;
    Duration breaker_open_for = std::chrono::seconds(30);
};

// How long what is over is kept.
struct RetentionConfig {
    Duration webhooks = std::chrono::hours(7 * 24);
    Duration deliveries = std::chrono::hours(30 * 24);
    Duration dead_letters = std::chrono::hours(90 * 24);
    Duration incidents = std::chrono::hours(400 * 24);

    bool operator==(const RetentionConfig&) const = default;
};

struct StoreConfig {
    std::string path = "/var/lib/tocsin/tocsin.db";
    RetentionConfig retention;

    bool operator==(const StoreConfig&) const = default;
};

struct LogConfig {
    std::string level = "info";   // trace debug info warn error
    std::string format = "auto";  // auto logfmt json journal
};

struct Config {
    std::vector<ListenerConfig> listeners;
    std::map<SourceName, SourceConfig> sources;
    std::map<PageName, PageConfig> pages;
    RuleBook rules;
    Guard guard;
    std::vector<RuleTest> tests;  // Of all rule files, in their order.
    std::map<std::string, std::size_t> rules_by_file;
    DeliveryConfig delivery;
    StoreConfig store;
    Duration drain = std::chrono::seconds(25);
    LogConfig log;
};

}  // namespace tocsin
