// LogValue and LogField: what may stand beside a message in the log.
//
// A value is a text, a number or a truth, and borrows its text: fields live as long as the call
// that writes them.  A Secret is none of these, so it cannot be logged without reveal(), which is
// easy to search for.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "base/strong.hpp"

namespace tocsin {

class LogValue {
public:
    using Held = std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool>;

    LogValue(const char* text) : held_(std::string_view(text)) {}
    LogValue(std::string_view text) : held_(text) {}
    LogValue(const std::string& text) : held_(std::string_view(text)) {}
    LogValue(bool truth) : held_(truth) {}
    LogValue(double number) : held_(number) {}
    template <std::integral T>
    LogValue(T number) : held_(widened(number)) {}
    template <class Tag>
    LogValue(const Strong<Tag>& name) : held_(std::string_view(name.value)) {}

    const Held& held() const { return held_; }

private:
    template <std::integral T>
    static Held widened(T number) {
        if constexpr (std::is_signed_v<T>) {
            return static_cast<std::int64_t>(number);
        } else {
            return static_cast<std::uint64_t>(number);
        }
    }

    Held held_;
};

// `key` is a constant of the program in snake_case; what else it may hold is written as "_".
struct LogField {
    std::string_view key;
    LogValue value;
};

}  // namespace tocsin
