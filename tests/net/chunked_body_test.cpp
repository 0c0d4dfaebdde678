#include "net/chunked_body.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

// As a session reads: `step` bytes at a time into a buffer from which is dropped what was taken.
std::string taken(std::string_view bytes, std::size_t step) {
    ChunkedBody chunks(100);
    std::string buffer;
    for (;;) {
        std::size_t consumed = 0;
        switch (chunks.take(buffer, consumed)) {
            case ChunkedBody::State::done:
                return "done: " + chunks.release() + " rest: " + buffer.substr(consumed);
            case ChunkedBody::State::broken:
                return "broken";
            case ChunkedBody::State::too_large:
                return "too large";
            case ChunkedBody::State::more:
                break;
        }
        buffer.erase(0, consumed);
        if (bytes.empty()) return "more";
        buffer += bytes.substr(0, step);
        bytes.remove_prefix(std::min(step, bytes.size()));
    }
}

// The empty body among them: Beast 1.81 asserts that it sees five bytes of a last chunk.
TEST(ChunkedBody, IsTheSameHoweverItsBytesCome) {
    for (const auto& [bytes, expected] :
         {std::pair<std::string_view, std::string_view>{"0\r\n\r\n", "done:  rest: "},
          {"5;a=b\r\nhello\r\n0\r\n\r\n", "done: hello rest: "},
          {"1\r\nx\r\n2\r\nyz\r\n000\r\n\r\n", "done: xyz rest: "},
          {"0\r\nX: y\r\n\r\n", "broken"},
          {"5\r\nhelloo\r\n0\r\n\r\n", "broken"},
          {"65\r\nx", "too large"},
          {"zzzzz\r\n", "broken"},
          {"0\r\n", "more"},
          {"5\r\nhel", "more"}}) {
        for (std::size_t step = 1; step <= bytes.size(); ++step)
            EXPECT_EQ(taken(bytes, step), expected) << bytes << " by " << step;
    }
}

}  // namespace
}  // namespace tocsin
