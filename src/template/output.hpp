// Output: the text as it grows, and the one place where values from outside enter it.
//
// Cleaning, cutting and counting happen here, so that no function of the language can forget them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "template/render.hpp"
#include "template/value.hpp"

namespace tocsin {

class Output {
public:
    Output(Purpose purpose, std::size_t bytes_max) : purpose_(purpose), bytes_max_(bytes_max) {}

    // Of the template itself.  False: there is no more room.
    [[nodiscard]] bool add_text(std::string_view text);

    // Of an action.  Requires: is_printable(value).
    [[nodiscard]] bool add_value(const Value& value);

    Rendered finish() &&;

private:
    bool append(std::string_view text, bool untrusted);

    Purpose purpose_;
    std::size_t bytes_max_;
    std::string text_{};
    bool ends_untrusted_ = false;  // The last byte came from outside.
    bool missing_ = false;
};

}  // namespace tocsin
