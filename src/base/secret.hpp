// Secret: a text that cannot be printed and leaves no copy behind.
//
// It has no operator<<, no formatter and no comparison; reveal() is the one way to its bytes and
// easy to search for.  The memory is cleansed when it goes.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text);  // What `text` was moved from is the caller's to cleanse.
    Secret(const Secret&) = default;
    Secret(Secret&& other) noexcept;
    Secret& operator=(const Secret& other);
    Secret& operator=(Secret&& other) noexcept;
    ~Secret();

    // Only for the wire and for matches().  Never for a log, a metric, an answer or the store.
    std::string_view reveal() const { return text_; }

    // Whether `offered` is this secret, in constant time.
    bool matches(std::string_view offered) const;

    bool empty() const { return text_.empty(); }

private:
    std::string text_;
};

// `text` with "********" wherever `secret` stands in it.  For what others say to whom it was told:
// before a text is cut, or half of the secret would stay.
std::string cover(std::string_view text, const Secret& secret);

}  // namespace tocsin
