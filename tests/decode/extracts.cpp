#include "tests/decode/extracts.hpp"

namespace tocsin {

Pointers at(const std::vector<std::string_view>& pointers) {
    Pointers all;
    for (const std::string_view pointer : pointers) {
        all.push_back(parse_pointer(pointer).value());
    }
    return all;
}

StateValues values(const std::vector<std::string_view>& all) {
    StateValues found;
    for (const std::string_view value : all) {
        if (value.starts_with("re:"))
            found.patterns.push_back(compile_pattern(value.substr(3)).pattern);
        else
            found.words.emplace_back(value);
    }
    return found;
}

FilledText filled(std::string_view text) {
    return parse_filled_text(text).value();
}

Extract a_small_extract() {
    Extract extract;
    extract.state = at({"/s"});
    extract.firing = values({"FIRING"});
    extract.resolved = values({"OK"});
    extract.key = at({"/id"});
    return extract;
}

}  // namespace tocsin
