#include "store/webhook_reader.hpp"

#include "store/columns.hpp"
#include "store/open_beside.hpp"

namespace tocsin {
namespace {

constexpr std::size_t webhooks_at_once_max = 1'000;
constexpr std::size_t bytes_at_once_max = 8U << 20;

constexpr std::string_view next_webhooks =
    "SELECT sequence, received_at, webhook_id, source, content_type, target, headers, body FROM "
    "entries "
    "WHERE sequence > ? AND webhook_id IS NOT NULL AND body IS NOT NULL ORDER BY sequence LIMIT ?";

}  // namespace

Result<std::unique_ptr<WebhookReader>> WebhookReader::open(const std::string& path) {
    TRY(std::unique_ptr<Database> database, open_beside(path));
    std::unique_ptr<WebhookReader> reader(new WebhookReader(std::move(database)));
    TRY(reader->read_, reader->database_->prepare(next_webhooks, true));
    return reader;
}

Result<std::vector<Webhook>> WebhookReader::next() {
    std::vector<Webhook> webhooks;
    std::size_t bytes = 0;
    const auto take = [&](const Statement& row) -> Result<bool> {
        Webhook webhook;
        std::string_view body;
        TRYV(read_row(row, after_, webhook.received_at, webhook.id, webhook.source,
                      webhook.envelope.content_type, webhook.envelope.target, webhook.envelope.kept,
                      body));
        webhook.envelope.body = body;
        bytes += body.size();
        webhooks.push_back(std::move(webhook));
        return bytes < bytes_at_once_max;
    };
    TRYV(for_each_row(read_, take, after_, webhooks_at_once_max));
    return webhooks;
}

}  // namespace tocsin
