#include "net/answer_parser.hpp"

#include <algorithm>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <exception>
#include <iterator>
#include <optional>

#include "base/text.hpp"
#include "net/chunked_body.hpp"

namespace tocsin {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

// Holds a whole header and a whole trailer; below 65,534 bytes, where Beast's fields throw.
constexpr std::size_t buffer_bytes_max = 32 * 1024;
constexpr std::size_t read_bytes = 8 * 1024;
constexpr int interim_answers_max = 8;

std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

bool is_number(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

struct AnswerParser::State {
    AnswerLimits limits;
    bool to_head;
    boost::beast::flat_buffer buffer{buffer_bytes_max};
    std::optional<http::response_parser<http::string_body>> parser;
    HttpResponse answer;  // Status and fields, copied before a trailer can add to them.
    bool keep_alive = false;
    bool complete = false;
    int interim_answers = 0;

    void begin() {
        parser.emplace();
        parser->header_limit(static_cast<std::uint32_t>(limits.header_bytes_max));
        parser->body_limit(limits.body_bytes_max);
        parser->skip(to_head);
    }

    Result<bool> parse();
    Result<void> take_header();
};

Result<void> AnswerParser::State::take_header() {
    const auto& message = parser->get();
    int transfer_encodings = 0;
    int content_lengths = 0;
    bool plain_length = true;
    bool chunked = false;
    answer = {};
    answer.status = message.result_int();
    for (const auto& field : message) {
        if (field.name() == http::field::transfer_encoding) {
            ++transfer_encodings;
            chunked = equal_ignoring_case(view(field.value()), "chunked");
        }
        if (field.name() == http::field::content_length) {
            ++content_lengths;
            plain_length = plain_length && is_number(view(field.value()));
        }
        answer.headers.add(std::string(view(field.name_string())),
                           std::string(view(field.value())));
    }
    if (transfer_encodings > 0 &&
        (transfer_encodings > 1 || !chunked || content_lengths > 0 || message.version() != 11)) {
        return malformed("the answer's Transfer-Encoding is not plainly chunked");
    }
    if (content_lengths > 1 || !plain_length) {
        return malformed("the answer's Content-Length is not plainly a number");
    }
    if (answer.status < 100 || answer.status > 599) return malformed("the answer has no status");
    if (answer.status == 101) return malformed("the server switched protocols unasked");
    keep_alive = parser->keep_alive();
    return success();
}

Result<bool> AnswerParser::State::parse() {
    while (!complete) {
        if (buffer.size() == 0) return false;
        const bool had_header = parser->is_header_done();
        if (had_header && parser->chunked() && buffer.size() < chunked_rest_least) return false;
        error_code error;
        const std::size_t used = parser->put(buffer.cdata(), error);
        buffer.consume(used);
        if (error == http::error::need_more) {
            if (buffer.size() == buffer.max_size()) return malformed("the answer is too large");
            return false;
        }
        if (error == http::error::body_limit || error == http::error::header_limit)
            return malformed("the answer is too large");
        if (error) return malformed("the answer is not HTTP: " + error.message());
        if (!had_header && parser->is_header_done()) {
            TRYV(take_header());
            parser->eager(true);
        }
        if (!parser->is_done()) continue;
        if (answer.status >= 200) {
            complete = true;
        } else {
            if (++interim_answers > interim_answers_max) {
                return malformed("too many interim answers");
            }
            begin();
        }
    }
    return true;
}

AnswerParser::AnswerParser(AnswerLimits limits, bool to_head) : state_(std::make_unique<State>()) {
    state_->limits = limits;
    state_->to_head = to_head;
    state_->begin();
}

AnswerParser::~AnswerParser() = default;

boost::asio::mutable_buffer AnswerParser::space() {
    const std::size_t free = state_->buffer.max_size() - state_->buffer.size();
    return state_->buffer.prepare(std::min(read_bytes, free));
}

Result<bool> AnswerParser::take(std::size_t bytes) {
    state_->buffer.commit(bytes);
    try {
        return state_->parse();
    } catch (const std::exception& e) {  // Beast's fields throw where a value is too large (B1).
        return malformed(std::string("the answer is not HTTP: ") + e.what());
    }
}

Result<void> AnswerParser::take_end() {
    State& state = *state_;
    if (!state.parser->got_some()) return malformed("no answer came");
    error_code error;
    state.parser->put_eof(error);
    if (error) return malformed("the answer ended too early");
    state.complete = state.parser->is_done();
    state.keep_alive = false;
    if (!state.complete) return malformed("the answer ended too early");
    return success();
}

HttpResponse AnswerParser::release() {
    state_->answer.body = std::move(state_->parser->get().body());
    return std::move(state_->answer);
}

bool AnswerParser::leaves_connection_clean() const {
    return state_->keep_alive && state_->buffer.size() == 0;
}

}  // namespace tocsin
