#include "daemon/snapshot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <string_view>

#include "daemon/certificates.hpp"
#include "daemon/read_secret.hpp"

namespace tocsin {
namespace {

// A certificate that ends sooner than this is told (W405): time enough to renew it by hand.
constexpr std::chrono::days certificate_days_min(14);

Credential::Kind kind_of(AuthMethod::Kind kind) {
    switch (kind) {
        case AuthMethod::Kind::bearer:
            return Credential::Kind::bearer;
        case AuthMethod::Kind::basic:
            return Credential::Kind::basic;
        case AuthMethod::Kind::header:
            return Credential::Kind::header;
        case AuthMethod::Kind::path_token:
            return Credential::Kind::path_token;
        case AuthMethod::Kind::query_token:
            return Credential::Kind::query_token;
        case AuthMethod::Kind::mtls:
            return Credential::Kind::mtls;
        case AuthMethod::Kind::hmac:
            return Credential::Kind::hmac;
    }
    return Credential::Kind::bearer;
}

SignatureScheme scheme_of(const HmacConfig& hmac) {
    const auto encoding =
        hmac.encoding == "base64" ? SignatureEncoding::base64 : SignatureEncoding::hex;
    return {hmac.header, hmac.timestamp_header, hmac.max_skew,
            encoding,    hmac.prefix,           hmac.signed_text};
}

// Where in it stands what a header field cannot carry: a control character.
std::optional<std::size_t> first_unsendable(const Secret& key) {
    const std::string_view text = key.reveal();
    const auto* const at = std::find_if(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7F;
    });
    if (at == text.end()) return std::nullopt;
    return static_cast<std::size_t>(at - text.begin());
}

SenderKind sender_kind_of(SourceKind kind) {
    switch (kind) {
        case SourceKind::alertmanager:
            return SenderKind::alertmanager;
        case SourceKind::grafana:
            return SenderKind::grafana;
        case SourceKind::grafana_legacy:
            return SenderKind::grafana_legacy;
        case SourceKind::prometheus:
            return SenderKind::prometheus;
        case SourceKind::generic:
            return SenderKind::generic;
        case SourceKind::statuspage:
            return SenderKind::statuspage;
    }
    return SenderKind::alertmanager;
}

// One snapshot at work; every secret that cannot be read is told, not only the first.
struct Draft {
    Snapshot snapshot;
    std::string main_file;
    Diagnostics diagnostics;

    void complain(const FilePlace& at, const std::string& message) {
        diagnostics.push_back(
            {Level::error, "E320", at.file, at.line, at.column, at.end, message, ""});
    }

    void warn(std::string_view code, const FilePlace& at, const std::string& message,
              const std::string& hint) {
        diagnostics.push_back({Level::warning, std::string(code), at.file, at.line, at.column,
                               at.end, message, hint});
    }

    Secret secret(const SecretRef& ref) {
        auto read = read_secret(ref);
        if (read) return std::move(read).value();
        complain(ref.place, read.error().message);
        return {};
    }

    void add_source(const SourceConfig& source) {
        IntakeSource intake;
        intake.unauthenticated = source.unauthenticated;
        for (const AuthMethod& method : source.auth) {
            Credential credential{
                kind_of(method.kind), method.name, {}, method.sans, scheme_of(method.hmac)};
            for (const SecretRef& ref : method.secrets) credential.secrets.push_back(secret(ref));
            intake.credentials.push_back(std::move(credential));
        }
        intake.decode = decode_options_of(source);
        intake.headers_kept = headers_needed(intake.decode);
        intake.body_bytes_max = source.max_body;
        intake.rate_limit = {source.rate_limit.requests, source.rate_limit.per,
                             source.rate_limit.burst};
        intake.expected = source.expect_every.has_value();
        intake.wait = source.wait;
        snapshot.sources.emplace(source.name, std::move(intake));
    }

    void add_page(const PageName& name, const PageConfig& page) {
        if (page.dry_run) return;
        const Secret& key = snapshot.api_keys.emplace(name, secret(page.api_key)).first->second;
        if (key.empty()) return;
        const auto bad = first_unsendable(key);
        if (bad) {
            complain(page.api_key.place,
                     fmt::format("the API key holds a character that no header may hold (byte {} "
                                 "of {}); is it one line of plain text?",
                                 *bad + 1, key.reveal().size()));
        }
        for (const auto& [other, known] : snapshot.api_keys) {
            const PageConfig& twin = snapshot.config.pages.at(other);
            // What the files themselves show is told without the secrets (config/read_pages.cpp).
            const bool named_alike =
                twin.api_key.kind == page.api_key.kind && twin.api_key.name == page.api_key.name;
            if (named_alike || twin.rate_limit == page.rate_limit || !known.matches(key.reveal())) {
                continue;
            }
            warn("W407", page.api_key.place,
                 fmt::format("[page.{}] and [page.{}] have one key and so one bucket; of two rate "
                             "limits the lower counts",
                             other.value, name.value),
                 "");
        }
    }

    void add_users(const ListenerConfig& listener) {
        if (listener.users.empty()) return;
        Users& users = snapshot.users[listener.name];
        for (const auto& [name, user] : listener.users) {
            Secret hash = secret(user.hash);
            if (!hash.empty() && !is_bcrypt_hash(hash.reveal())) {
                complain(user.hash.place,
                         fmt::format("user \"{}\": this is not a bcrypt hash as `htpasswd -nBC 10 "
                                     "\"\"` makes it",
                                     name));
            }
            users.emplace(name, User{std::move(hash), user.role});
        }
    }

    void warn_of_its_end(const ListenerConfig& listener) {
        const auto end = certificate_end(listener.tls->cert_file);
        if (!end) return;  // Told already.
        const auto left = end.value() - std::chrono::system_clock::now();
        if (left >= certificate_days_min) return;
        const WallTime ends(end.value().time_since_epoch());
        warn("W405", listener.tls->place,
             fmt::format("listener \"{}\": its certificate {} {}", listener.name,
                         left.count() > 0 ? "ends" : "ended", format_rfc3339_seconds(ends)),
             "renew it, then reload");
    }

    void add_address(const ListenerConfig& listener, ListenerOptions& options) {
        auto address = parse_listen_address(listener.address);
        if (address)
            options.address = address.value();
        else
            complain({main_file, 0, 0, 0},
                     "listener \"" + listener.name + "\": " + address.error().message);
    }

    void add_listener(const ListenerConfig& listener) {
        ListenerOptions options;
        options.name = listener.name;
        if (listener.systemd_socket.empty()) add_address(listener, options);
        options.connections_max = listener.max_connections;
        options.connections_per_peer_max = listener.max_connections_per_address;
        options.header_timeout = listener.header_timeout;
        options.body_timeout = listener.body_timeout;
        options.idle_timeout = listener.idle_timeout;
        if (listener.tls) {
            const auto tls = tls_options_of(*listener.tls);
            const auto usable = tls ? load_tls_server(tls.value()) : tls.error();
            if (!usable) {
                complain(listener.tls->place,
                         "listener \"" + listener.name + "\": " + usable.error().message);
            }
            warn_of_its_end(listener);
            if (tls) options.tls = tls.value();
        }
        snapshot.serves.emplace(listener.name, listener.serves);
        add_users(listener);
        snapshot.listeners.push_back(std::move(options));
    }
};

LoadedSnapshot load_files(const std::string& main_file,
                          Loaded (*load_all)(std::span<const SourceFile>)) {
    ConfigFiles read = read_config_files(main_file);
    LoadedSnapshot result{{}, std::move(read.files), std::move(read.diagnostics)};
    if (result.files.empty()) return result;
    Loaded loaded = load_all(result.files);
    const bool unreadable = has_errors(result.diagnostics);
    result.diagnostics.insert(result.diagnostics.end(), loaded.diagnostics.begin(),
                              loaded.diagnostics.end());
    if (loaded.config && !unreadable) {
        result.snapshot.emplace();
        result.snapshot->config = std::move(*loaded.config);
    }
    return result;
}

}  // namespace

LoadedSnapshot check_files(const std::string& main_file) {
    return load_files(main_file, load);
}

LoadedSnapshot read_rules_at_hand(const std::string& main_file) {
    return load_files(main_file, load_for_rules);
}

LoadedSnapshot load_snapshot(const std::string& main_file) {
    LoadedSnapshot result = check_files(main_file);
    if (!result.snapshot) return result;
    Draft draft{std::move(*result.snapshot), main_file, {}};
    result.snapshot.reset();
    const Config& config = draft.snapshot.config;
    for (const auto& [name, source] : config.sources) draft.add_source(source);
    for (const auto& [name, page] : config.pages) draft.add_page(name, page);
    for (const ListenerConfig& listener : config.listeners) draft.add_listener(listener);
    const bool complete = !has_errors(draft.diagnostics);
    result.diagnostics.insert(result.diagnostics.end(), draft.diagnostics.begin(),
                              draft.diagnostics.end());
    if (complete) result.snapshot = std::move(draft.snapshot);
    return result;
}

DecodeOptions decode_options_of(const SourceConfig& source) {
    return {sender_kind_of(source.kind), source.labels, source.max_alerts, source.extract,
            source.order_pages};
}

DispatchConfig dispatch_config_of(const Config& config) {
    DispatchConfig dispatch;
    dispatch.book = config.rules;
    dispatch.guard = config.guard;
    for (const auto& [name, page] : config.pages) {
        if (page.dry_run) dispatch.dry_pages.insert(name);
    }
    for (const auto& [name, source] : config.sources) {
        dispatch.sources.emplace(name, DispatchSource{{std::string(to_string(source.kind)),
                                                       source.stale_window, source.silence_grace},
                                                      decode_options_of(source)});
    }
    dispatch.load_rule = [](const RuleText& stored) -> RulePtr {
        auto rule = load_rule(stored.text);
        return rule ? rule.value() : nullptr;
    };
    return dispatch;
}

std::map<BucketName, std::vector<PageName>> buckets_of(const Snapshot& snapshot) {
    std::map<BucketName, std::vector<PageName>> buckets;
    std::map<PageName, BucketName> named;
    for (const auto& [page, config] : snapshot.config.pages) {
        BucketName bucket(page.value);
        const auto key = snapshot.api_keys.find(page);
        if (key != snapshot.api_keys.end()) {
            const auto same = std::find_if(named.begin(), named.end(), [&](const auto& other) {
                return snapshot.api_keys.at(other.first).matches(key->second.reveal());
            });
            if (same != named.end())
                bucket = same->second;
            else
                named.emplace(page, bucket);
        }
        buckets[bucket].push_back(page);
    }
    return buckets;
}

}  // namespace tocsin
