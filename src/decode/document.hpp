// Document: the body of a webhook as a JSON value, in memory of its own.
//
// A webhook is read once and thrown away, so its tree lies in blocks that go as a whole (half the
// time of one allocation for each node, dependencies.md); a small one needs no block at all.
// Strict: RFC 8259, UTF-8, no comments, no byte order mark.  Of a key that stands twice the last
// counts.
//
// A body of two bytes a value ("[0,0,…") makes a tree that is 25 times as large; what senders send
// makes one of at most five times.  The memory of a tree is bounded by its body.
#pragma once

#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tocsin {

// Memory from the heap up to a limit; std::bad_alloc beyond.
class BoundedMemory final : public boost::json::memory_resource {
public:
    explicit BoundedMemory(std::size_t bytes_max) : bytes_max_(bytes_max) {}
    // Not below what is held.
    void set_limit(std::size_t bytes_max) { bytes_max_ = bytes_max; }

private:
    void* do_allocate(std::size_t bytes, std::size_t alignment) override;
    void do_deallocate(void* memory, std::size_t bytes, std::size_t alignment) override;
    bool do_is_equal(const boost::json::memory_resource& other) const noexcept override {
        return this == &other;
    }

    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
};

class Document {
public:
    // Senders nest four deep (an object of values in an alert); what is deeper than this is an
    // attack on the parser's stack or a mistake.
    static constexpr std::size_t depth_max = 32;

    // Of a tree and of what its parser holds meanwhile, for each byte of the body, and for any.
    static constexpr std::size_t memory_per_byte_max = 12;
    static constexpr std::size_t memory_bytes_min = 1U << 20;

    Document() : memory_(block_.data(), block_.size(), &heap_) {}
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    // The value, which lives as long as the document.  Fails with `malformed` and the place where
    // it ends to be JSON, with `refused` if its tree would be too large.  Requires: called once, or
    // again after it failed.
    Result<boost::json::value*> read(std::string_view body);

    // Takes a value that is no body's text, and keeps it likewise.  Requires: nothing was read.
    boost::json::value* hold(const boost::json::value& made);

    // Puts the JSON that a text of the value holds in the text's place; false if it holds none, or
    // more than the body may take.
    bool embed(boost::json::value& text);

private:
    Result<boost::json::value> parse(std::string_view text);

    // Holds the tree of one alert of usual size (about 2 KiB) and some more.
    std::array<unsigned char, 16U << 10> block_;
    BoundedMemory heap_{memory_bytes_min};
    boost::json::monotonic_resource memory_;
    std::optional<boost::json::value> value_;
};

// The text of a scalar: a string itself, "" for null, else its JSON text, kept in `texts`.  Nothing
// for an object or an array.
std::optional<std::string_view> scalar_text(const boost::json::value& value,
                                            std::list<std::string>& texts);

// The JSON text of any value.
std::string json_text(const boost::json::value& value);

// `name` as one step of a JSON pointer (RFC 6901): "/" and its text, escaped, shortened and free of
// control characters, for messages.
std::string pointer_step(std::string_view name);

// Whether a body is meant to be JSON, by what it begins with: curl calls any body a form.
bool looks_like_json(std::string_view body);

// "a string", "an array", …, for messages.
std::string_view kind_name(const boost::json::value& value);

}  // namespace tocsin
