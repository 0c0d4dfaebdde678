#include "decode/extract.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/decode/extracts.hpp"

namespace tocsin {
namespace {

// "text|{pointer}" for each piece.
std::vector<std::string> pieces(std::string_view text) {
    std::vector<std::string> all;
    const FilledText read = filled(text);
    for (const FilledText::Piece& piece : read.pieces) {
        all.push_back(piece.text + (piece.pointer ? "{" + to_text(*piece.pointer) + "}" : ""));
    }
    return all;
}

using Pieces = std::vector<std::string>;

TEST(FilledText, IsPlainTextAndPointersInBraces) {
    EXPECT_EQ(pieces("{/a/b} is {header:X-State}!"),
              (Pieces{"{/a/b}", " is {header:X-State}", "!"}));
    EXPECT_EQ(pieces("plain"), Pieces{"plain"});
    EXPECT_EQ(pieces(""), Pieces{});
    EXPECT_EQ(pieces("{{/a}} {/b}"), Pieces{"{/a} {/b}"});
}

TEST(FilledText, SaysWhatIsWrongWithOne) {
    for (const char* wrong : {"{", "a {/b", "a } b", "{}", "{a}", "{/a~3}", "{header:}"}) {
        EXPECT_FALSE(parse_filled_text(wrong)) << wrong;
    }
}

TEST(Extract, KnowsEveryPointerThatIsLookedUp) {
    Extract extract;
    extract.embedded_json = at({"/1"});
    extract.only_if = {{at({"/2"}).front(), {}}};
    extract.items = at({"/items"}).front();
    extract.state = at({"/3", "header:4"});
    extract.key = at({"/5"});
    extract.title = filled("x {/6} y");
    extract.description = at({"/7"});
    extract.url = at({"/8"});
    extract.severity = at({"/9"});
    extract.starts_at = at({"/10"});
    extract.ends_at = at({"/11"});
    extract.labels = {{"a", at({"/12"})}, {"b", std::string("constant")}};
    extract.labels_from_object = at({"/13"});
    extract.labels_from_pairs = {{at({"/14"}), {}, {}}};
    extract.labels_from_list = {{at({"query:15"}), "", ""}};
    std::set<std::string> found;
    for (const Pointer& pointer : pointers_of(extract)) found.insert(to_text(pointer));
    EXPECT_EQ(found, (std::set<std::string>{"/1", "/2", "/3", "header:4", "/5", "/6", "/7", "/8",
                                            "/9", "/10", "/11", "/12", "/13", "/14", "query:15"}));
}

}  // namespace
}  // namespace tocsin
