// See document.hpp.  Boost.JSON is asked by error_code throughout; only memory that is not to be
// had makes it throw, and that ends here.
#include "decode/document.hpp"

#include <fmt/format.h>

#include <boost/json/parser.hpp>
#include <boost/json/serialize.hpp>
#include <limits>
#include <new>

#include "base/text.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

// Code points of a foreign name in a message.
constexpr std::size_t step_length_max = 64;

}  // namespace

void* BoundedMemory::do_allocate(std::size_t bytes, std::size_t alignment) {
    if (bytes > bytes_max_ - bytes_) throw std::bad_alloc();
    void* const memory = ::operator new(bytes, std::align_val_t(alignment));
    bytes_ += bytes;
    return memory;
}

void BoundedMemory::do_deallocate(void* memory, std::size_t bytes, std::size_t alignment) {
    ::operator delete(memory, std::align_val_t(alignment));
    bytes_ -= bytes;
}

Result<json::value> Document::parse(std::string_view text) {
    // What is open while reading: keys and values of unfinished objects and arrays.
    std::array<unsigned char, 4096> unfinished;
    json::parse_options options;
    options.max_depth = depth_max;
    boost::system::error_code error;
    try {
        json::parser parser(&heap_, options, unfinished.data(), unfinished.size());
        parser.reset(&memory_);
        const std::size_t read = parser.write(text.data(), text.size(), error);
        if (!error) return parser.release();
        if (trim(text).empty()) return malformed("not JSON: the body is empty");
        return malformed(fmt::format("not JSON: {} at byte {}", error.message(), read + 1));
    } catch (const std::bad_alloc&) {
        return refused("too large to read: it has too many values for its size");
    }
}

Result<json::value*> Document::read(std::string_view body) {
    // Texts that embed() reads are parts of the body.
    heap_.set_limit(memory_bytes_min + memory_per_byte_max * body.size());
    TRY(json::value value, parse(body));
    return &value_.emplace(std::move(value));
}

json::value* Document::hold(const json::value& made) {
    // It is there already; that is the bound of its copy.
    heap_.set_limit(std::numeric_limits<std::size_t>::max());
    return &value_.emplace(made, &memory_);
}

bool Document::embed(json::value& text) {
    if (!text.is_string()) return false;
    auto value = parse(text.get_string());
    if (!value) return false;
    text = std::move(value).value();
    return true;
}

std::optional<std::string_view> scalar_text(const json::value& value,
                                            std::list<std::string>& texts) {
    switch (value.kind()) {
        case json::kind::string:
            return std::string_view(value.get_string());
        case json::kind::null:
            return "";
        case json::kind::bool_:
            return value.get_bool() ? "true" : "false";
        case json::kind::int64:
            return texts.emplace_back(fmt::format("{}", value.get_int64()));
        case json::kind::uint64:
            return texts.emplace_back(fmt::format("{}", value.get_uint64()));
        case json::kind::double_:
            // The shortest text that is this number; Boost.JSON would write 1.5 as 1.5E0.
            return texts.emplace_back(fmt::format("{}", value.get_double()));
        case json::kind::array:
        case json::kind::object:
            return std::nullopt;
    }
    return std::nullopt;
}

std::string json_text(const json::value& value) {
    return json::serialize(value);
}

std::string pointer_step(std::string_view name) {
    std::string step = "/";
    for (const char c : truncate(without_invisible(name), step_length_max)) {
        if (c == '~')
            step += "~0";
        else if (c == '/')
            step += "~1";
        else
            step += c;
    }
    return step;
}

bool looks_like_json(std::string_view body) {
    const std::string_view text = trim(body);
    return text.starts_with('{') || text.starts_with('[');
}

std::string_view kind_name(const json::value& value) {
    switch (value.kind()) {
        case json::kind::string:
            return "a string";
        case json::kind::null:
            return "null";
        case json::kind::bool_:
            return "a boolean";
        case json::kind::int64:
        case json::kind::uint64:
        case json::kind::double_:
            return "a number";
        case json::kind::array:
            return "an array";
        case json::kind::object:
            return "an object";
    }
    return "nothing";
}

}  // namespace tocsin
