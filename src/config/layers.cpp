#include "config/layers.hpp"

#include <charconv>

#include "config/keys.hpp"

namespace tocsin {

Found Layers::find(std::string_view key) const {
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        const Layer& layer = layers_[i];
        const auto at = layer.table->find(key);
        if (at == layer.table->end()) continue;
        return {layer.file, &at->first, &at->second, i, layer.is_defaults};
    }
    return {};
}

Layers Layers::below(std::string_view key, bool with_defaults) const {
    std::vector<Layer> found;
    for (const Layer& layer : layers_) {
        const toml::node* node = layer.table->get(key);
        const auto* table = node == nullptr ? nullptr : node->as_table();
        if (table == nullptr || (layer.is_defaults && !with_defaults)) continue;
        found.push_back({layer.file, table, layer.is_defaults});
    }
    return {path_below(where_, key), std::move(found)};
}

std::optional<Layers> Layers::whole(std::string_view key) const {
    const Found found = find(key);
    const auto* table = found ? found.node->as_table() : nullptr;
    if (table == nullptr) return std::nullopt;
    return Layers(path_below(where_, key), {{found.file, table, found.from_defaults}});
}

std::string_view Layers::fallback(std::string_view key) const {
    const std::string_view text = key_of(where_, key).fallback;
    return text == required ? std::string_view() : text;
}

bool Layers::boolean(std::string_view key) const {
    const Found found = find(key);
    const auto value = found ? found.node->value_exact<bool>() : std::nullopt;
    return value.value_or(fallback(key) == "true");
}

std::int64_t Layers::integer(std::string_view key) const {
    const Found found = find(key);
    const auto value = found ? found.node->value_exact<std::int64_t>() : std::nullopt;
    if (value) return *value;
    std::int64_t number = 0;
    const std::string_view text = fallback(key);
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

double Layers::number(std::string_view key) const {
    const Found found = find(key);
    const auto value = found ? found.node->value<double>() : std::nullopt;
    if (value) return *value;
    double number = 0;
    const std::string_view text = fallback(key);
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::string Layers::text(std::string_view key) const {
    const auto value = text_in(find(key).node);
    return std::string(value.value_or(fallback(key)));
}

Duration Layers::duration(std::string_view key) const {
    const auto value = text_in(find(key).node);
    if (value) {
        if (const auto parsed = parse_duration(*value)) return *parsed;
    }
    return parse_duration(fallback(key)).value_or(Duration(0));
}

std::vector<std::string> Layers::texts(std::string_view key) const {
    std::vector<std::string> texts;
    const Found found = find(key);
    const auto* array = found ? found.node->as_array() : nullptr;
    if (array == nullptr) {
        for (const std::string_view word : split_words(fallback(key))) texts.emplace_back(word);
        return texts;
    }
    for (const toml::node& element : *array) {
        if (const auto value = text_in(&element)) texts.emplace_back(*value);
    }
    return texts;
}

std::vector<std::pair<std::string, std::string>> Layers::map(std::string_view key) const {
    std::vector<std::pair<std::string, std::string>> pairs;
    const Found found = find(key);
    const auto* table = found ? found.node->as_table() : nullptr;
    if (table == nullptr) return pairs;
    for (const auto& [name, node] : *table) {
        if (const auto value = text_in(&node)) pairs.emplace_back(name.str(), *value);
    }
    return pairs;
}

FilePlace file_place_of(const Place& place) {
    if (place.file == nullptr) return {};
    return {place.file->name(), place.line, place.column, place.end};
}

std::optional<SecretRef> secret_in(const FileText& file, const toml::node& node) {
    const auto* table = node.as_table();
    if (table == nullptr || table->size() != 1) return std::nullopt;
    // The iterator holds the pair that it shows.
    const auto first = table->begin();
    const auto& [key, value] = *first;
    const auto name = text_in(&value);
    if (!name || name->empty()) return std::nullopt;
    SecretRef secret;
    if (key == "credential")
        secret.kind = SecretRef::Kind::credential;
    else if (key == "file")
        secret.kind = SecretRef::Kind::file;
    else if (key == "env")
        secret.kind = SecretRef::Kind::env;
    else
        return std::nullopt;
    secret.name = *name;
    secret.place = file_place_of(place_of(file, node));
    return secret;
}

std::vector<SecretRef> secrets_in(const FileText& file, const toml::node& node) {
    std::vector<SecretRef> secrets;
    const auto add = [&](const toml::node& one) {
        if (auto secret = secret_in(file, one)) secrets.push_back(std::move(*secret));
    };
    if (const auto* array = node.as_array()) {
        for (const toml::node& element : *array) add(element);
    } else {
        add(node);
    }
    return secrets;
}

}  // namespace tocsin
