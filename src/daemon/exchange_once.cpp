#include "daemon/exchange_once.hpp"

#include "net/loop.hpp"

namespace tocsin {

Result<HttpResponse> exchange_once(ClientOptions options, HttpRequest request, Duration timeout) {
    Loop loop([](std::string_view) {});
    TRY(const auto client, HttpsClient::open(loop, std::move(options)));
    Result<HttpResponse> answer = unavailable("no answer");
    client->exchange(std::move(request), timeout, [&](Result<HttpResponse> response) {
        answer = std::move(response);
        loop.stop();
    });
    loop.run();
    return answer;
}

}  // namespace tocsin
