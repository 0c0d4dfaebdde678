#include <fmt/format.h>

#include <algorithm>

#include "config/read.hpp"

namespace tocsin {
namespace {

constexpr std::int64_t version_known = 1;
constexpr std::size_t name_bytes_max = 64;

void check_version(const Layers& root, Report& report) {
    const Found found = root.find("version");
    const auto version = found ? found.node->value_exact<std::int64_t>() : std::nullopt;
    if (!version || *version == version_known) return;
    report.error("E207", found.place(),
                 fmt::format("version {} of the configuration is not known", *version),
                 fmt::format("write version = {}", version_known));
}

RetryConfig read_retry(const Layers& layers, Report& report) {
    RetryConfig retry;
    retry.initial = layers.duration("initial");
    retry.max = layers.duration("max");
    retry.multiplier = layers.number("multiplier");
    retry.jitter = layers.number("jitter");
    retry.give_up_after = layers.duration("give_up_after");
    if (retry.max < retry.initial) {
        const Found found = layers.has("max") ? layers.find("max") : layers.find("initial");
        if (found) report.error("E207", found.place(), "\"max\" is less than \"initial\"");
    }
    return retry;
}

}  // namespace

void read_settings(const TomlDocument& main, Config& config, Report& report) {
    const Layers root("main", {{main.file.get(), &*main.root}});
    check_version(root, report);

    const Layers delivery = root.below("delivery");
    config.delivery.connect_timeout = delivery.duration("connect_timeout");
    config.delivery.request_timeout = delivery.duration("request_timeout");
    config.delivery.settle = delivery.duration("settle");
    config.delivery.retry = read_retry(delivery.below("retry"), report);
    const Layers breaker = delivery.below("breaker");
    config.delivery.breaker_failures = static_cast<std::uint32_t>(breaker.integer("failures"));
    config.delivery.breaker_open_for = breaker.duration("open_for");

    const Layers store = root.below("store");
    config.store.path = store.text("path");
    const Layers retention = store.below("retention");
    config.store.retention = {retention.duration("webhooks"), retention.duration("deliveries"),
                              retention.duration("dead_letters"), retention.duration("incidents")};
    config.drain = root.below("shutdown").duration("drain");
    config.log.level = root.below("log").text("level");
    config.log.format = root.below("log").text("format");
}

std::vector<NamedTable> named_tables(const TomlDocument& document, std::string_view kind) {
    std::vector<NamedTable> named;
    const toml::node* node = document.root ? document.root->get(kind) : nullptr;
    const auto* tables = node == nullptr ? nullptr : node->as_table();
    if (tables == nullptr) return named;
    for (const auto& [key, value] : *tables) {
        if (const auto* table = value.as_table()) {
            named.push_back({document.file.get(), &key, table});
        }
    }
    return named;
}

bool is_plain_name(std::string_view name) {
    return !name.empty() && name.size() <= name_bytes_max &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '.' || c == '_' || c == '~';
           });
}

}  // namespace tocsin
