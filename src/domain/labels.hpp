// Labels: a set of names with texts, sorted by name, in one block of memory.
//
// A hundred thousand alerts with ten labels and annotations each are a million pairs; kept as
// pairs of strings they cost three times their bytes.  So a set is one immutable string:
//
//   packed :=  { length of name  length of value  name  value }…   sorted by name, unique
//   length :=  one byte below 255, or 255 and an u32
//
// Label names are arbitrary non-empty UTF-8 (senders.md section 5).  An empty value is kept: what
// it means is decided where labels are matched.
#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace tocsin {

class Labels {
public:
    using Pair = std::pair<std::string_view, std::string_view>;
    using OwnedPair = std::pair<std::string, std::string>;

    class Iterator {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = Pair;
        using difference_type = std::ptrdiff_t;
        using pointer = const Pair*;
        using reference = Pair;

        Iterator() = default;
        explicit Iterator(std::string_view rest) : rest_(rest) {}
        Pair operator*() const;
        Iterator& operator++();
        Iterator operator++(int);
        bool operator==(const Iterator& other) const { return rest_.size() == other.rest_.size(); }

    private:
        std::string_view rest_;
    };

    Labels() = default;

    // Sorts; of several pairs with one name the last counts, as in JSON objects.
    explicit Labels(std::vector<OwnedPair> pairs);
    Labels(std::initializer_list<OwnedPair> pairs) : Labels(std::vector<OwnedPair>(pairs)) {}

    // The same without copies of the texts: `pairs` is sorted in place.
    static Labels from_views(std::vector<Pair>& pairs);

    // Reads back what packed() gave; fails with `malformed` if it was not that.
    static Result<Labels> from_packed(std::string_view packed);

    std::optional<std::string_view> find(std::string_view name) const;

    // The value, or "" if there is none: a missing label is the empty string in matchers.
    std::string_view get(std::string_view name) const { return find(name).value_or(""); }

    // A set with `name` set to `value`, whether it was there or not.
    Labels with(std::string_view name, std::string_view value) const;

    Iterator begin() const { return Iterator(packed_); }
    Iterator end() const { return Iterator(); }
    std::size_t size() const;
    bool empty() const { return packed_.empty(); }

    // The block itself, for the store.
    std::string_view packed() const { return packed_; }

    // `{a="1", b="2"}`, values quoted as Go does, for people and tests.
    std::string to_text() const;

    bool operator==(const Labels&) const = default;

private:
    std::string packed_;
};

// The pairs that all of `sets` have in common; empty for no sets.
Labels common_labels(const std::vector<const Labels*>& sets);

// SHA-256 over the sorted pairs, cut to 64 bit, as 16 hex digits: the fingerprint where a sender
// gives none.
std::string fingerprint_of(const Labels& labels);

}  // namespace tocsin
