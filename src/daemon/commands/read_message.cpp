// A message as the command line gives it: the body in a file, the rest of its request in flags.
#include <fmt/format.h>

#include "daemon/commands/commands.hpp"

namespace tocsin {
namespace {

Result<Headers> headers_of(const std::vector<std::string>& fields) {
    Headers headers;
    for (const std::string& field : fields) {
        const std::size_t equals = field.find('=');
        const std::string name = field.substr(0, equals);
        if (equals == std::string::npos || !is_token(name))
            return refused(fmt::format("--header: \"{}\" is no NAME=VALUE", field));
        headers.add(name, field.substr(equals + 1));
    }
    return headers;
}

}  // namespace

Result<Envelope> read_message(const MessageOptions& options, const SourceName& source) {
    TRY(Headers headers, headers_of(options.headers));
    auto body = read_file(options.file);
    if (!body) return unavailable(options.file + ": " + body.error().message);
    Envelope envelope{options.content_type, "/webhooks/" + source.value, std::move(body).value(),
                      std::move(headers)};
    if (!options.query.empty()) envelope.target += '?' + options.query;
    return envelope;
}

}  // namespace tocsin
