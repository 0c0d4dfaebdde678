#include "intake/authenticate.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace tocsin {
namespace {

// What the request offers for one method, or nothing.
std::optional<std::string> offered(const Credential& credential, const Offer& offer) {
    const auto text = [](std::optional<std::string_view> value) {
        return value ? std::optional(std::string(*value)) : std::nullopt;
    };
    switch (credential.kind) {
        case Credential::Kind::bearer:
            return text(authorization(offer.headers, "Bearer"));
        case Credential::Kind::basic: {
            const auto value = authorization(offer.headers, "Basic");
            return value ? decode_base64(*value) : std::nullopt;
        }
        case Credential::Kind::header:
            return text(offer.headers.find(credential.name));
        case Credential::Kind::path_token:
            if (offer.path_token.empty()) return std::nullopt;
            return std::string(offer.path_token);
        case Credential::Kind::query_token:
            return query_value(offer.query, credential.name);
        case Credential::Kind::mtls:
        case Credential::Kind::hmac:
            break;
    }
    return std::nullopt;
}

bool is_for_client(const Credential& credential, const Offer& offer) {
    return std::any_of(credential.client_names.begin(), credential.client_names.end(),
                       [&](const std::string& name) {
                           return std::find(offer.client_names.begin(), offer.client_names.end(),
                                            name) != offer.client_names.end();
                       });
}

}  // namespace

bool is_authentic(const Credentials& credentials, const Offer& offer) {
    bool authentic = false;
    for (const Credential& credential : credentials) {
        // The handshake has proven the names; they are no secret.
        if (credential.kind == Credential::Kind::mtls && is_for_client(credential, offer))
            authentic = true;
        if (credential.kind == Credential::Kind::hmac) continue;
        const auto secret_offered = offered(credential, offer);
        for (const Secret& secret : credential.secrets) {
            // No early way out, and an absent offer costs what a wrong one does.
            bool fits = false;
            if (credential.kind == Credential::Kind::basic) {
                std::string expected = credential.name + ":";
                expected += secret.reveal();
                fits = Secret(std::move(expected)).matches(secret_offered.value_or(""));
            } else {
                fits = secret.matches(secret_offered.value_or(""));
            }
            authentic = authentic || (fits && secret_offered && !secret.empty());
        }
    }
    return authentic;
}

bool may_be_signed(const Credentials& credentials, const Headers& headers, WallTime now) {
    return std::any_of(credentials.begin(), credentials.end(), [&](const Credential& one) {
        return one.kind == Credential::Kind::hmac && offers_signature(one.scheme, headers, now);
    });
}

std::optional<Signed> find_signature(const Credentials& credentials, const Headers& headers,
                                     std::string_view body, WallTime now) {
    for (const Credential& one : credentials) {
        if (one.kind != Credential::Kind::hmac) continue;
        if (auto found = verify_signature(one.scheme, one.secrets, headers, body, now))
            return found;
    }
    return std::nullopt;
}

std::string query_without_tokens(const Credentials& credentials, std::string_view query) {
    std::string rest(query);
    for (const Credential& one : credentials) {
        if (one.kind == Credential::Kind::query_token) rest = query_without(rest, one.name);
    }
    return rest;
}

}  // namespace tocsin
