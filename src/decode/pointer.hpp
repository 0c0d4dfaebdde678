// Pointer: where in a message of any sender something stands.
//
//   pointer :=  { "/" step }      RFC 6901: a value of the body; "" is the whole of it
//            |  "header:" NAME    a field of the request's head
//            |  "query:" NAME     a parameter of its address
//
// In a step "~1" is "/" and "~0" is "~"; in an array it is the number of an element, from 0.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace tocsin {

struct Pointer {
    enum class Place : std::uint8_t { body, header, query };
    Place place = Place::body;
    std::vector<std::string> steps;  // Of body.
    std::string name;                // Of header and query.

    bool operator==(const Pointer&) const = default;
};

// Where several stand for one thing, the first that is there and says something counts.
using Pointers = std::vector<Pointer>;

// Fails with `malformed`; the message says what is wrong with it.
Result<Pointer> parse_pointer(std::string_view text);

// Whether the text means to be a pointer to something: one of them but for "".
bool looks_like_pointer(std::string_view text);

// A text that parse_pointer reads back as the same pointer.
std::string to_text(const Pointer& pointer);

// The value there; null if there is none.  Requires: pointer.place is body.
const boost::json::value* find_value(const boost::json::value& root, const Pointer& pointer);
boost::json::value* find_value(boost::json::value& root, const Pointer& pointer);

}  // namespace tocsin
