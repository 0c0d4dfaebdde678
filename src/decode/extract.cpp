#include "decode/extract.hpp"

#include <fmt/format.h>

namespace tocsin {
namespace {

void add(Pointers& all, const Pointers& some) {
    all.insert(all.end(), some.begin(), some.end());
}

void add(Pointers& all, const TextFrom& text) {
    if (const auto* pointers = std::get_if<Pointers>(&text)) return add(all, *pointers);
    for (const FilledText::Piece& piece : std::get<FilledText>(text).pieces) {
        if (piece.pointer) all.push_back(*piece.pointer);
    }
}

}  // namespace

Result<FilledText> parse_filled_text(std::string_view text) {
    FilledText filled;
    std::string before;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool doubled = i + 1 < text.size() && text[i + 1] == text[i];
        if ((text[i] == '{' || text[i] == '}') && doubled) {
            before += text[i++];
        } else if (text[i] == '}') {
            return malformed("a \"}\" without \"{\"; a brace itself is written \"}}\"");
        } else if (text[i] == '{') {
            const std::size_t end = text.find('}', i);
            if (end == std::string_view::npos)
                return malformed("a \"{\" without \"}\"; a brace itself is written \"{{\"");
            const std::string_view inside = text.substr(i + 1, end - i - 1);
            if (inside.empty()) return malformed("\"{}\" names nothing; write {/pointer}");
            auto pointer = parse_pointer(inside);
            if (!pointer)
                return malformed(fmt::format("\"{{{}}}\": {}", inside, pointer.error().message));
            filled.pieces.push_back({std::move(before), std::move(pointer).value()});
            before.clear();
            i = end;
        } else {
            before += text[i];
        }
    }
    if (!before.empty()) filled.pieces.push_back({std::move(before), std::nullopt});
    return filled;
}

Pointers pointers_of(const Extract& extract) {
    Pointers all = extract.embedded_json;
    for (const OnlyIf& condition : extract.only_if) all.push_back(condition.pointer);
    for (const Pointers* some : {&extract.state, &extract.key, &extract.url, &extract.severity,
                                 &extract.starts_at, &extract.ends_at, &extract.labels_from_object})
        add(all, *some);
    add(all, extract.title);
    add(all, extract.description);
    for (const LabelFrom& label : extract.labels) {
        if (const auto* pointers = std::get_if<Pointers>(&label.from)) add(all, *pointers);
    }
    for (const LabelPairs& pairs : extract.labels_from_pairs) add(all, pairs.at);
    for (const LabelList& list : extract.labels_from_list) add(all, list.at);
    return all;
}

}  // namespace tocsin
