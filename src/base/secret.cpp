#include "base/secret.hpp"

#include <openssl/crypto.h>

#include <utility>

#include "base/digest.hpp"

namespace tocsin {
namespace {

void cleanse(std::string& text) {
    // The whole capacity: a short text lives inside the object, and a move leaves bytes there.
    text.resize(text.capacity());
    OPENSSL_cleanse(text.data(), text.size());
    text.clear();
}

}  // namespace

// A move copies a short text and steals a long one: what it leaves behind is cleansed either way.
Secret::Secret(std::string text) : text_(std::move(text)) {
    cleanse(text);
}

Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)) {
    cleanse(other.text_);
}

Secret& Secret::operator=(const Secret& other) {
    if (this != &other) {
        cleanse(text_);
        text_ = other.text_;
    }
    return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        cleanse(text_);
        text_ = std::move(other.text_);
        cleanse(other.text_);
    }
    return *this;
}

Secret::~Secret() {
    cleanse(text_);
}

bool Secret::matches(std::string_view offered) const {
    return equal_in_constant_time(text_, offered);
}

std::string cover(std::string_view text, const Secret& secret) {
    const std::string_view hidden = secret.reveal();
    std::string covered;
    while (!hidden.empty()) {
        const std::size_t at = text.find(hidden);
        if (at == std::string_view::npos) break;
        covered += text.substr(0, at);
        covered += "********";
        text.remove_prefix(at + hidden.size());
    }
    covered += text;
    return covered;
}

}  // namespace tocsin
