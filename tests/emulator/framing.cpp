// How answers are put on the wire (behaviours 33 and 34).
#include <array>
#include <boost/crc.hpp>

#include "tests/emulator/wire.hpp"

namespace tocsin {
namespace {

struct ReasonRow {
    unsigned status;
    std::string_view reason;
};
constexpr std::array<ReasonRow, 16> reasons{{{200, "OK"},
                                             {201, "Created"},
                                             {204, "No Content"},
                                             {400, "Bad Request"},
                                             {401, "Unauthorized"},
                                             {403, "Forbidden"},
                                             {404, "Not Found"},
                                             {405, "Method Not Allowed"},
                                             {411, "Length Required"},
                                             {420, "Enhance Your Calm"},
                                             {422, "Unprocessable Entity"},
                                             {429, "Too Many Requests"},
                                             {500, "Internal Server Error"},
                                             {502, "Bad Gateway"},
                                             {503, "Service Unavailable"},
                                             {504, "Gateway Timeout"}}};

std::string_view reason_of(unsigned status) {
    for (const ReasonRow& row : reasons) {
        if (row.status == status) return row.reason;
    }
    return "Status";
}

constexpr std::size_t chunk_count = 3;
constexpr std::size_t stored_block_bytes_max = 65'535;

std::string chunked(std::string_view body, bool trailers) {
    std::array<char, 20> size;
    std::string framed;
    const std::size_t chunk_bytes = body.size() / chunk_count + 1;
    while (!body.empty()) {
        const std::string_view chunk = body.substr(0, chunk_bytes);
        std::snprintf(size.data(), size.size(), "%zx\r\n", chunk.size());
        framed += size.data();
        framed += chunk;
        framed += "\r\n";
        body.remove_prefix(chunk.size());
    }
    framed += "0\r\n";
    if (trailers) framed += "X-Checksum: 0\r\nX-Runtime: 1.0\r\n";
    return framed + "\r\n";
}

void append_little_endian(std::string& bytes, std::size_t number, int count) {
    for (int i = 0; i < count; ++i) bytes += static_cast<char>((number >> (8 * i)) & 0xff);
}

std::string length_field(std::string_view body) {
    return "Content-Length: " + std::to_string(body.size()) + "\r\n";
}

// The fields that tell where the body ends, and the body as it is sent.
WireAnswer frame_body(const HttpResponse& response, Framing framing) {
    if (response.status == 204) return {};
    switch (framing) {
        case Framing::chunked:
            return {"Transfer-Encoding: chunked\r\n", chunked(response.body, false)};
        case Framing::chunked_trailers:
            return {"Trailer: X-Checksum, X-Runtime\r\nTransfer-Encoding: chunked\r\n",
                    chunked(response.body, true)};
        case Framing::gzip: {
            std::string packed = to_gzip(response.body);
            return {"Content-Encoding: gzip\r\n" + length_field(packed), std::move(packed)};
        }
        case Framing::http_1_0:
            return {"", response.body};
        default:
            return {length_field(response.body), response.body};
    }
}

}  // namespace

std::string to_gzip(std::string_view content) {
    boost::crc_32_type checksum;
    checksum.process_bytes(content.data(), content.size());
    const std::size_t size = content.size();
    std::string packed("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
    do {
        const std::string_view block = content.substr(0, stored_block_bytes_max);
        content.remove_prefix(block.size());
        packed += content.empty() ? '\1' : '\0';
        append_little_endian(packed, block.size(), 2);
        append_little_endian(packed, ~block.size(), 2);
        packed += block;
    } while (!content.empty());
    append_little_endian(packed, checksum.checksum(), 4);
    append_little_endian(packed, size, 4);
    return packed;
}

WireAnswer frame_answer(const HttpResponse& response, Framing framing, bool keep_alive,
                        std::string_view date) {
    WireAnswer framed = frame_body(response, framing);
    std::string text = framing == Framing::http_1_0 ? "HTTP/1.0 " : "HTTP/1.1 ";
    text += std::to_string(response.status) + " ";
    text += reason_of(response.status);
    text += "\r\nServer: tocsin-emulator\r\nDate: ";
    text += date;
    text += "\r\n";
    for (const Header& field : response.headers) text += field.name + ": " + field.value + "\r\n";
    text += framed.head;
    // A server of HTTP/1.0 need not say it.
    if (!keep_alive && framing != Framing::http_1_0) text += "Connection: close\r\n";
    framed.head = text + "\r\n";
    if (framing == Framing::twice) framed.body += framed.head + response.body;
    if (framing == Framing::continue_first) {
        framed.head.insert(0, "HTTP/1.1 100 Continue\r\n\r\n");
    }
    return framed;
}

}  // namespace tocsin
