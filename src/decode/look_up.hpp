// LookUp: what pointers find in one item of a message, and in the head of its request.
//
// Nothing is found where a value is null or empty ("", [], {}): senders write both for "unknown".
#pragma once

#include <boost/json/value.hpp>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "decode/extract.hpp"
#include "decode/form.hpp"
#include "decode/pointer.hpp"
#include "domain/webhook.hpp"

namespace tocsin {

// A field or a parameter that is longer than this is as if it was not there: it is looked up again
// for each item, and so must be small.
constexpr std::size_t head_value_bytes_max = 1024;

struct MessageHead {
    const Envelope& envelope;
    std::vector<FormField> query;  // None of a query that cannot be read.
};
MessageHead head_of(const Envelope& envelope);

class LookUp {
public:
    // Both must outlive it.
    LookUp(const MessageHead& head, const boost::json::value& item) : head_(head), item_(item) {}

    // A text itself, another scalar or an array or object as its JSON text.  Lives as long as the
    // look-up and its item.
    std::optional<std::string_view> text(const Pointer& pointer);
    std::optional<std::string_view> text(const Pointers& pointers);

    // Nothing if it has pointers and none of them finds anything.
    std::optional<std::string_view> text(const TextFrom& from);

    // The first value of the body that is found; null if none is.
    const boost::json::value* value(const Pointers& pointers) const;

    // Any value's text, as above; empty for null.
    std::string_view text_of(const boost::json::value& value);

    // Keeps a text that was made.
    std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

private:
    std::optional<std::string_view> head_value(const Pointer& pointer) const;

    const MessageHead& head_;
    const boost::json::value& item_;
    std::list<std::string> texts_;
};

}  // namespace tocsin
