// Payload: a webhook as Alertmanager sends it, of any number of alerts, each new to whoever reads
// it.
//
// A load that repeats one body measures deduplication.  So the text is made once, and every alert
// has two places that are overwritten before each request: its fingerprint, and the value of a
// label of the same length, for an alert that is another has other labels too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct PayloadShape {
    std::size_t alerts = 10;         // At least 1.
    std::string service = "svc-00";  // All alerts of a webhook are about one service.
    std::string severity = "critical";
};

class Payload {
public:
    explicit Payload(const PayloadShape& shape);

    std::string_view text() const { return text_; }
    std::size_t alerts() const { return stamps_.size(); }

    // Makes every alert another: serial, serial + 1, … are spread over 64 bit, never repeating.
    // Returns the first serial that is unused.
    std::uint64_t renew(std::uint64_t serial);

private:
    struct Stamp {
        std::size_t label = 0, fingerprint = 0;  // Offsets of 16 hex digits each.
    };

    void add_alert(const PayloadShape& shape, std::size_t index);

    std::string text_;
    std::vector<Stamp> stamps_;
};

}  // namespace tocsin
