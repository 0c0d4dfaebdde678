#include "template/printf.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <array>
#include <charconv>
#include <vector>

#include "base/text.hpp"
#include "template/printed.hpp"

namespace tocsin {
namespace {

using Arguments = std::span<const Value>;

// More digits of a fraction are no information; the buffer that holds them is as large.
constexpr int digits_max = 30;

// Text, and then a verb ('s', 'd', 'v', 'q', 'f') or, at the end, none (0).
struct Piece {
    std::string text;
    char verb = 0;
    int digits = 0;  // Of 'f'.
};

Result<std::vector<Piece>> pieces_of(std::string_view format) {
    std::vector<Piece> pieces(1);
    while (!format.empty()) {
        const std::size_t percent = format.find('%');
        pieces.back().text += format.substr(0, percent);
        if (percent == std::string_view::npos) break;
        format.remove_prefix(percent);
        static const re2::RE2 plain("%([sdvq%])"), fraction("%\\.([0-9]{1,2})f");
        re2::StringPiece rest(format.data(), format.size());
        std::string verb;
        int digits = 0;
        if (re2::RE2::Consume(&rest, fraction, &digits) && digits <= digits_max) {
            pieces.back().verb = 'f';
            pieces.back().digits = digits;
        } else if (re2::RE2::Consume(&rest, plain, &verb)) {
            if (verb == "%") {
                pieces.back().text += '%';
                format.remove_prefix(2);
                continue;
            }
            pieces.back().verb = verb.front();
        } else {
            return refused("printf knows %s %d %v %q %.2f and %%, not " +
                           truncate(format.substr(0, 16), 6));
        }
        pieces.emplace_back();
        format.remove_prefix(format.size() - rest.size());
    }
    return pieces;
}

bool fits(char verb, Kind kind) {
    switch (verb) {
        case 'd':
            return kind == Kind::integer;
        case 'f':
            return kind == Kind::real;
        case 'v':
            return kind != Kind::record;
        default:
            return kind == Kind::nil || kind == Kind::text || kind == Kind::time ||
                   kind == Kind::duration || kind == Kind::list || kind == Kind::map;
    }
}

std::string misfit(char verb, Kind kind) {
    return fmt::format("printf: {} does not take {}",
                       verb == 'f' ? "%.2f" : std::string("%") + verb, name_of(kind));
}

// How many values the pieces want; the last one is text only.
std::string miscount(std::size_t wanted, std::size_t given) {
    return fmt::format("printf: {} value{} for {} verb{}", given, given == 1 ? "" : "s", wanted,
                       wanted == 1 ? "" : "s");
}

std::string quoted(const Value& value) {
    if (value.kind() == Kind::list) {
        std::string text = "[";
        for (const Value& item : value.items()) {
            if (text.size() > 1) text += ' ';
            text += quoted(item);
        }
        return text + ']';
    }
    if (value.kind() == Kind::map) {
        std::string text = "map[";
        for (const auto& [name, entry] : value.fields()) {
            if (text.size() > 4) text += ' ';
            text += quoted_as_go(name) + ':' + quoted(entry);
        }
        return text + ']';
    }
    return value.kind() == Kind::nil ? std::string() : quoted_as_go(printed(value));
}

std::string written(const Piece& piece, const Value& value) {
    if (piece.verb == 'q') return quoted(value);
    if (piece.verb != 'f') return printed(value);
    std::array<char, 512> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value.as_real(),
                                   std::chars_format::fixed, piece.digits);
    return {buffer.data(), end.ptr};
}

}  // namespace

std::string quoted_as_go(std::string_view text) {
    static const re2::RE2 visible("[\\pL\\pM\\pN\\pP\\pS ]");
    static constexpr std::string_view special = "\a\b\f\n\r\t\v\\\"", names = "abfnrtv\\\"";
    std::string made = "\"";
    while (!text.empty()) {
        const std::string_view before = text;
        const char32_t c = take_code_point(text);
        const std::string_view bytes = before.substr(0, before.size() - text.size());
        const std::size_t at = special.find(bytes.front());
        if (c < 0x80 && at != std::string_view::npos) {
            made += {'\\', names[at]};
        } else if (c == 0xFFFD && bytes.size() == 1) {
            made += fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes.front()));
        } else if (re2::RE2::FullMatch(re2::StringPiece(bytes.data(), bytes.size()), visible)) {
            made += bytes;
        } else if (c < ' ' || c == 0x7F) {
            made += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
        } else {
            made += c < 0x10000 ? fmt::format("\\u{:04x}", static_cast<unsigned>(c))
                                : fmt::format("\\U{:08x}", static_cast<unsigned>(c));
        }
    }
    return made + '"';
}

Result<Value> call_printf(Arguments arguments) {
    TRY(const std::vector<Piece> pieces, pieces_of(arguments[0].as_text()));
    const Arguments values = arguments.subspan(1);
    if (values.size() != pieces.size() - 1) {
        return refused(miscount(pieces.size() - 1, values.size()));
    }
    std::string text;
    for (std::size_t i = 0; i < values.size(); ++i) {
        text += pieces[i].text;
        if (!fits(pieces[i].verb, values[i].kind())) {
            return refused(misfit(pieces[i].verb, values[i].kind()));
        }
        if (!is_printable(values[i])) return refused("an alert cannot be printed; name a field");
        text += written(pieces[i], values[i]);
    }
    text += pieces.back().text;
    return Value::derived(std::move(text), arguments.data(), arguments.size());
}

std::string objection_to_format(std::string_view format, std::span<const KnownKind> values) {
    const auto read = pieces_of(format);
    if (!read) return read.error().message;
    const std::vector<Piece>& pieces = read.value();
    if (values.size() != pieces.size() - 1) return miscount(pieces.size() - 1, values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] && !fits(pieces[i].verb, *values[i])) {
            return misfit(pieces[i].verb, *values[i]);
        }
    }
    return {};
}

}  // namespace tocsin
