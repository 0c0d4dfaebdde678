#include "daemon/admin_client.hpp"

#include <fmt/format.h>

#include "base/digest.hpp"
#include "base/url.hpp"
#include "daemon/exchange_once.hpp"
#include "daemon/read_secret.hpp"
#include "daemon/snapshot.hpp"

namespace tocsin {
namespace {

constexpr Duration patience = std::chrono::seconds(10);

Result<std::string> configured_url(const std::string& config_file, const std::string& service) {
    const LoadedSnapshot loaded = check_files(config_file);
    if (!loaded.snapshot)
        return refused("the configuration has errors; --admin.url names the address");
    for (const ListenerConfig& listener : loaded.snapshot->config.listeners) {
        if (listener.serves.contains(service) && !listener.tls && !listener.address.empty())
            return "http://" + listener.address;
    }
    return refused(fmt::format(
        "no listener serves {} without TLS at an address of its own; --admin.url names the address",
        service));
}

}  // namespace

Result<HttpResponse> ask_daemon(const std::string& config_file, const AdminAddress& address,
                                std::string_view service, HttpRequest request) {
    std::string base = address.url;
    if (base.empty()) {
        TRY(base, configured_url(config_file, std::string(service)));
    }
    TRY(const BaseUrl url, parse_base_url(base));
    request.target = url.path_prefix + request.target;
    if (!address.user.empty()) {
        TRY(const Secret password,
            read_secret({SecretRef::Kind::file, address.password_file, FilePlace{}}));
        request.headers.add(
            "Authorization",
            "Basic " + encode_base64(address.user + ":" + std::string(password.reveal())));
    }
    ClientOptions options = client_options_of(url);
    options.ca_file = address.ca_file;
    return exchange_once(std::move(options), std::move(request), patience);
}

}  // namespace tocsin
