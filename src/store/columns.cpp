#include "store/columns.hpp"

namespace tocsin {
namespace {

constexpr std::size_t half_size = sizeof(std::uint64_t);
using IdBytes = std::array<char, 2 * half_size>;

// Most significant byte first, so that hex() in the sqlite3 shell shows to_text(id).
void put(std::uint64_t value, char* bytes) {
    for (std::size_t i = 0; i < half_size; ++i) {
        bytes[i] = static_cast<char>(value >> (8 * (half_size - 1 - i)) & 0xFF);
    }
}

std::uint64_t take(const char* bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < half_size; ++i) {
        value = value << 8 | static_cast<unsigned char>(bytes[i]);
    }
    return value;
}

}  // namespace

void bind_value(Statement& statement, int at, const AlertId& id) {
    IdBytes bytes{};
    put(id.high, bytes.data());
    put(id.low, bytes.data() + half_size);
    statement.bind_blob_copy(at, {bytes.data(), bytes.size()});
}

void bind_value(Statement& statement, int at, const Headers& headers) {
    std::string lines;
    for (const Header& field : headers) lines += field.name + ": " + field.value + "\n";
    if (lines.empty())
        statement.bind_null(at);
    else
        statement.bind_blob_copy(at, lines);
}

bool read_value(const Statement& row, int at, std::string& text) {
    text = row.text(at);
    return !row.is_null(at);
}

bool read_value(const Statement& row, int at, Labels& labels) {
    Result<Labels> read = Labels::from_packed(row.blob(at));
    if (!read) return false;
    labels = std::move(read).value();
    return !row.is_null(at);
}

bool read_value(const Statement& row, int at, AlertId& id) {
    const std::string_view bytes = row.blob(at);
    if (bytes.size() != 2 * half_size) return false;
    id = {take(bytes.data()), take(bytes.data() + half_size)};
    return true;
}

bool read_value(const Statement& row, int at, Headers& headers) {
    headers = {};
    std::string_view lines = row.blob(at);
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        const std::size_t colon = lines.substr(0, end).find(": ");
        if (end == std::string_view::npos || colon == std::string_view::npos) return false;
        headers.add(std::string(lines.substr(0, colon)),
                    std::string(lines.substr(colon + 2, end - colon - 2)));
        lines.remove_prefix(end + 1);
    }
    return true;
}

}  // namespace tocsin
