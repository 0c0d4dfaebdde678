#include "config/read_auth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/http.hpp"
#include "base/text.hpp"

namespace tocsin {
namespace {

// A source's methods, one after the other.
class AuthReading {
public:
    AuthReading(const FileText& file, const std::vector<ListenerConfig>& listeners, Report& report)
        : file_(file), listeners_(listeners), report_(report) {}

    // Nothing for a table that names no method, which is told already.
    std::optional<AuthMethod> read(const toml::table& table) const {
        AuthMethod method;
        if (const toml::node* node = table.get("bearer")) {
            method.kind = AuthMethod::Kind::bearer;
            method.secrets = secrets_in(file_, *node);
            return method;
        }
        if (const toml::node* node = table.get("path_token")) {
            method.kind = AuthMethod::Kind::path_token;
            method.secrets = secrets_in(file_, *node);
            return method;
        }
        for (const auto& [kind, word, name, secret] : with_a_name) {
            const auto* const parts = table[word].as_table();
            if (parts == nullptr) continue;
            method.kind = kind;
            method.name = text_in(parts->get(name)).value_or("");
            if (const toml::node* node = parts->get(secret))
                method.secrets = secrets_in(file_, *node);
            if (kind == AuthMethod::Kind::header) check_header(*parts, name);
            return method;
        }
        if (const auto* const parts = table["mtls"].as_table()) return read_mtls(*parts);
        if (const auto* const parts = table["hmac"].as_table()) return read_hmac(*parts);
        return std::nullopt;
    }

private:
    struct WithAName {
        AuthMethod::Kind kind;
        std::string_view word, name, secret;
    };
    static constexpr WithAName with_a_name[] = {
        {AuthMethod::Kind::basic, "basic", "username", "password"},
        {AuthMethod::Kind::header, "header", "name", "value"},
        {AuthMethod::Kind::query_token, "query_token", "name", "value"}};

    void check_header(const toml::table& parts, std::string_view key) const {
        const toml::node* const node = parts.get(key);
        const auto text = text_in(node);
        if (!text || text->empty() || is_token(*text)) return;
        report_.error("E207", place_of(file_, *node),
                      fmt::format("\"{}\" is not the name of a header", *text));
    }

    AuthMethod read_mtls(const toml::table& parts) const {
        AuthMethod method;
        method.kind = AuthMethod::Kind::mtls;
        const auto* const sans = parts["sans"].as_array();
        if (sans == nullptr) return method;
        for (const toml::node& node : *sans) {
            // A name that is no address and no URI is a DNS name, which knows no case.
            const std::string name(text_in(&node).value_or(""));
            const bool is_dns = name.find_first_of(":@/") == std::string::npos;
            method.sans.push_back(is_dns ? to_lower_ascii(name) : name);
        }
        if (sans->empty()) {
            report_.error("E207", place_of(file_, *sans),
                          "\"sans\" is empty: no certificate would do",
                          "name what stands in the certificate, for example \"am.example.com\"");
        }
        const bool is_asked =
            std::any_of(listeners_.begin(), listeners_.end(), [](const ListenerConfig& listener) {
                return listener.serves.contains("webhooks") && listener.tls &&
                       listener.tls->client_auth != "none";
            });
        if (!is_asked) {
            report_.error("E207", place_of(file_, parts),
                          "no listener that serves webhooks asks for client certificates",
                          "[listener.NAME.tls] needs \"client_ca_file\" and \"client_auth\"");
        }
        return method;
    }

    AuthMethod read_hmac(const toml::table& parts) const {
        const auto text = [&](std::string_view key) -> std::string_view {
            return text_in(parts.get(key)).value_or("");
        };
        AuthMethod method;
        method.kind = AuthMethod::Kind::hmac;
        if (const toml::node* node = parts.get("secret")) method.secrets = secrets_in(file_, *node);
        HmacConfig& hmac = method.hmac;
        hmac.header = text("header");
        hmac.timestamp_header = text("timestamp_header");
        hmac.prefix = text("prefix");
        if (const std::string_view encoding = text("encoding"); !encoding.empty())
            hmac.encoding = encoding;
        if (const auto skew = parse_duration(text("max_skew"))) hmac.max_skew = *skew;
        const bool has_time = !hmac.timestamp_header.empty();
        hmac.signed_text = text("signed");
        if (hmac.signed_text.empty()) hmac.signed_text = has_time ? "{timestamp}:{body}" : "{body}";
        check_header(parts, "header");
        check_header(parts, "timestamp_header");
        check_signed_text(parts, hmac);
        if (!has_time) {
            report_.warning("W410", place_of(file_, parts),
                            "without \"timestamp_header\" a captured request can be sent again",
                            "let the sender sign a timestamp with the body");
        }
        return method;
    }

    void check_signed_text(const toml::table& parts, const HmacConfig& hmac) const {
        const auto count_of = [&](std::string_view mark) {
            std::size_t count = 0;
            for (std::size_t at = hmac.signed_text.find(mark); at != std::string::npos;
                 at = hmac.signed_text.find(mark, at + 1)) {
                ++count;
            }
            return count;
        };
        const bool has_time = !hmac.timestamp_header.empty();
        std::string wrong;
        if (count_of("{body}") != 1)
            wrong = "\"signed\" has to hold {body}, once";
        else if (has_time && count_of("{timestamp}") != 1)
            wrong =
                "\"signed\" has to hold {timestamp}, once: a time that is not signed proves "
                "nothing";
        else if (!has_time && count_of("{timestamp}") > 0)
            wrong = "\"signed\" holds {timestamp}, and there is no \"timestamp_header\"";
        const toml::node* const node = parts.get("signed");
        if (!wrong.empty() && node != nullptr) report_.error("E207", place_of(file_, *node), wrong);
    }

    const FileText& file_;
    const std::vector<ListenerConfig>& listeners_;
    Report& report_;
};

}  // namespace

void read_auth(const Layers& layers, const std::vector<ListenerConfig>& listeners,
               SourceConfig& source, Report& report) {
    const Found found = layers.find("auth");
    if (!found) return;
    if (text_in(found.node) == "none") {
        source.unauthenticated = true;
        source.allow_unauthenticated = layers.boolean("allow_unauthenticated");
        return;
    }
    const AuthReading reading(*found.file, listeners, report);
    const auto add = [&](const toml::node& node) {
        const auto* const table = node.as_table();
        if (table == nullptr) return;
        if (auto method = reading.read(*table)) source.auth.push_back(std::move(*method));
    };
    if (const auto* const array = found.node->as_array()) {
        for (const toml::node& element : *array) add(element);
    } else {
        add(*found.node);
    }
}

}  // namespace tocsin
