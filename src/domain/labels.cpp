#include "domain/labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/assert.hpp"
#include "base/digest.hpp"

namespace tocsin {
namespace {

// A length is one byte, or this and four bytes: nearly all names and values are short.
constexpr unsigned char long_length = 0xFF;

std::size_t size_of_length(std::size_t length) {
    return length < long_length ? 1 : 1 + sizeof(std::uint32_t);
}

void append_u32(std::string& bytes, std::size_t value) {
    const auto narrow = static_cast<std::uint32_t>(value);
    bytes.append(reinterpret_cast<const char*>(&narrow), sizeof narrow);
}

void append_length(std::string& bytes, std::size_t length) {
    if (length < long_length) {
        bytes += static_cast<char>(length);
        return;
    }
    bytes += static_cast<char>(long_length);
    append_u32(bytes, length);
}

void append_pair(std::string& packed, std::string_view name, std::string_view value) {
    append_length(packed, name.size());
    append_length(packed, value.size());
    packed += name;
    packed += value;
}

// Takes the length at the front off; false if there is none.
bool take_length(std::string_view& rest, std::size_t& length) {
    if (rest.empty()) return false;
    length = static_cast<unsigned char>(rest.front());
    rest.remove_prefix(1);
    if (length < long_length) return true;
    std::uint32_t value = 0;
    if (rest.size() < sizeof value) return false;
    std::memcpy(&value, rest.data(), sizeof value);
    rest.remove_prefix(sizeof value);
    length = value;
    return true;
}

// Takes the pair at the front off; false if it is not whole.
bool take_pair(std::string_view& rest, Labels::Pair& pair) {
    std::size_t name = 0, value = 0;
    if (!take_length(rest, name) || !take_length(rest, value)) return false;
    if (name > rest.size() || value > rest.size() - name) return false;
    pair = {rest.substr(0, name), rest.substr(name, value)};
    rest.remove_prefix(name + value);
    return true;
}

}  // namespace

Labels::Pair Labels::Iterator::operator*() const {
    Pair pair;
    std::string_view rest = rest_;
    take_pair(rest, pair);
    return pair;
}

Labels::Iterator& Labels::Iterator::operator++() {
    Pair pair;
    take_pair(rest_, pair);
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
    for (const auto& [name, value] : pairs) {
        size += size_of_length(name.size()) + size_of_length(value.size());
        size += name.size() + value.size();
    }
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
    Pair pair;
    while (!rest.empty()) {
        if (!take_pair(rest, pair)) return malformed("a stored label set is cut off");
        if (previous && *previous >= pair.first)
            return malformed("a stored label set is not sorted");
        previous = pair.first;
    }
    Labels labels;
    labels.packed_ = packed;
    return labels;
}

std::optional<std::string_view> Labels::find(std::string_view name) const {
    std::string_view rest = packed_;
    Pair pair;
    while (take_pair(rest, pair)) {
        if (pair.first == name) return pair.second;
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
    // It is an alert's identity: it stays as it is, however labels are packed.
    std::string counted;
    for (const auto [name, value] : labels) {
        append_u32(counted, name.size());
        append_u32(counted, value.size());
        counted += name;
        counted += value;
    }
    return to_hex(sha256(counted)).substr(0, 16);
}

}  // namespace tocsin
