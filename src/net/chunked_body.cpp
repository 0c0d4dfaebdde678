#include "net/chunked_body.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <exception>
#include <iterator>

#include "base/assert.hpp"

namespace tocsin {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

// The real header was read by scan_head(); Beast is told no more of it than this.
constexpr std::string_view header = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
constexpr std::ptrdiff_t header_fields = 1;

}  // namespace

struct ChunkedBody::Parser {
    http::request_parser<http::string_body> beast;
};

ChunkedBody::ChunkedBody(std::uint64_t body_bytes_max) : parser_(std::make_unique<Parser>()) {
    parser_->beast.body_limit(body_bytes_max);
    error_code error;
    parser_->beast.put(boost::asio::buffer(header.data(), header.size()), error);
    TOCSIN_ASSERT(!error && parser_->beast.is_header_done());
    parser_->beast.eager(true);
}

ChunkedBody::~ChunkedBody() = default;

ChunkedBody::State ChunkedBody::take(std::string_view bytes, std::size_t& consumed) {
    consumed = 0;
    if (bytes.size() < chunked_rest_least) return State::more;
    error_code error;
    try {
        consumed = parser_->beast.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
    } catch (const std::exception&) {  // fields.hpp throws length_error for a huge trailer (B1).
        return State::broken;
    }
    if (error == http::error::need_more) return State::more;
    if (error == http::error::body_limit) return State::too_large;
    if (error) return State::broken;
    if (!parser_->beast.is_done()) return State::more;
    const auto& fields = parser_->beast.get();
    if (std::distance(fields.begin(), fields.end()) != header_fields) return State::broken;
    return State::done;
}

std::string ChunkedBody::release() {
    return std::move(parser_->beast.get().body());
}

}  // namespace tocsin
