#include "domain/labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/assert.hpp"
#include "base/digest.hpp"

namespace tocsin {
namespace {

constexpr std::size_t head_size = 2 * sizeof(std::uint32_t);

std::uint32_t read_u32(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

void append_u32(std::string& bytes, std::size_t value) {
    const auto narrow = static_cast<std::uint32_t>(value);
    bytes.append(reinterpret_cast<const char*>(&narrow), sizeof narrow);
}

void append_pair(std::string& packed, std::string_view name, std::string_view value) {
    append_u32(packed, name.size());
    append_u32(packed, value.size());
    packed += name;
    packed += value;
}

// Bytes of the pair at the front.  Requires: !rest.empty().
std::size_t pair_size(std::string_view rest) {
    return head_size + read_u32(rest, 0) + read_u32(rest, sizeof(std::uint32_t));
}

Labels::Pair front_pair(std::string_view rest) {
    const std::size_t name_size = read_u32(rest, 0);
    const std::size_t value_size = read_u32(rest, sizeof(std::uint32_t));
    return {rest.substr(head_size, name_size), rest.substr(head_size + name_size, value_size)};
}

}  // namespace

Labels::Pair Labels::Iterator::operator*() const {
    return front_pair(rest_);
}

Labels::Iterator& Labels::Iterator::operator++() {
    rest_.remove_prefix(pair_size(rest_));
    return *this;
}

Labels::Iterator Labels::Iterator::operator++(int) {
    Iterator before = *this;
    ++*this;
    return before;
}

Labels::Labels(std::vector<OwnedPair> pairs) {
    std::vector<Pair> views(pairs.begin(), pairs.end());
    *this = from_views(views);
}

Labels Labels::from_views(std::vector<Pair>& pairs) {
    // Go's senders write their maps sorted; then no sort, and no memory for one, is needed.
    const auto by_name = [](const Pair& a, const Pair& b) { return a.first < b.first; };
    if (!std::is_sorted(pairs.begin(), pairs.end(), by_name)) {
        std::stable_sort(pairs.begin(), pairs.end(), by_name);
    }
    Labels labels;
    std::size_t size = 0;
    for (const Pair& pair : pairs) size += head_size + pair.first.size() + pair.second.size();
    labels.packed_.reserve(size);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const bool overridden = i + 1 < pairs.size() && pairs[i + 1].first == pairs[i].first;
        if (!overridden) append_pair(labels.packed_, pairs[i].first, pairs[i].second);
    }
    return labels;
}

Result<Labels> Labels::from_packed(std::string_view packed) {
    std::string_view rest = packed;
    std::optional<std::string_view> previous;
    while (!rest.empty()) {
        if (rest.size() < head_size || rest.size() < pair_size(rest)) {
            return malformed("a stored label set is cut off");
        }
        const std::string_view name = front_pair(rest).first;
        if (previous && *previous >= name) return malformed("a stored label set is not sorted");
        previous = name;
        rest.remove_prefix(pair_size(rest));
    }
    Labels labels;
    labels.packed_ = packed;
    return labels;
}

std::optional<std::string_view> Labels::find(std::string_view name) const {
    std::string_view rest = packed_;
    while (!rest.empty()) {
        const Pair pair = front_pair(rest);
        if (pair.first == name) return pair.second;
        rest.remove_prefix(pair_size(rest));
    }
    return std::nullopt;
}

Labels Labels::with(std::string_view name, std::string_view value) const {
    std::vector<Pair> pairs(begin(), end());
    pairs.emplace_back(name, value);
    return from_views(pairs);
}

std::size_t Labels::size() const {
    return static_cast<std::size_t>(std::distance(begin(), end()));
}

std::string Labels::to_text() const {
    std::string text = "{";
    for (const auto [name, value] : *this) {
        if (text.size() > 1) text += ", ";
        text += fmt::format("{}=\"", name);
        for (const char c : value) {
            if (c == '"' || c == '\\') text += '\\';
            if (c == '\n')
                text += "\\n";
            else
                text += c;
        }
        text += '"';
    }
    return text + "}";
}

Labels common_labels(const std::vector<const Labels*>& sets) {
    if (sets.empty()) return {};
    std::vector<Labels::Pair> shared;
    for (const auto pair : *sets.front()) {
        const bool everywhere = std::all_of(sets.begin() + 1, sets.end(), [&](const Labels* other) {
            return other->find(pair.first) == pair.second;
        });
        if (everywhere) shared.push_back(pair);
    }
    return Labels::from_views(shared);
}

std::string fingerprint_of(const Labels& labels) {
    return to_hex(sha256(labels.packed())).substr(0, 16);
}

}  // namespace tocsin
