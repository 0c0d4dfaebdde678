#include "template/lex.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

// "open field:.A close", or the complaint.
std::string tokens(std::string_view source) {
    static constexpr std::string_view names[] = {
        "text",    "open",     "close",  "name",       "keyword",     "field",
        "dot",     "variable", "quoted", "number",     "boolean",     "pipe",
        "declare", "assign",   "comma",  "left_paren", "right_paren", "end"};
    const auto lexed = lex(source);
    if (!lexed) return to_line(lexed.error());
    std::string made;
    for (const Token& token : lexed.value()) {
        if (token.kind == TokenKind::end_of_text) break;
        EXPECT_EQ(token.text, source.substr(token.span.offset, token.span.length));
        made += std::string(made.empty() ? "" : " ") + (token.spaced ? "_" : "") +
                std::string(names[static_cast<std::size_t>(token.kind)]) + ":" +
                std::string(token.text);
    }
    return made;
}

TEST(Lex, CutsAnActionIntoTokens) {
    EXPECT_EQ(tokens("a{{$x := .A.b | f \"s\" -1 (true)}}"),
              "text:a open:{{ variable:$x _declare::= _field:.A field:.b _pipe:| _name:f "
              "_quoted:\"s\" _number:-1 _left_paren:( boolean:true right_paren:) close:}}");
    EXPECT_EQ(tokens("{{range $i,$e:=.}}"),
              "open:{{ keyword:range _variable:$i comma:, variable:$e declare::= dot:. close:}}");
    EXPECT_EQ(tokens("{{$.A}}"), "open:{{ variable:$ field:.A close:}}");
}

TEST(Lex, TrimsOnlyWhereTheMarkerAsks) {
    EXPECT_EQ(tokens(" a {{ 1 }} b "), "text: a  open:{{ _number:1 _close:}} text: b ");
    EXPECT_EQ(tokens(" a \n{{- 1 -}} \t b "), "text: a open:{{- _number:1 _close:-}} text:b ");
    EXPECT_EQ(tokens(" {{- 1 -}} "), "open:{{- _number:1 _close:-}}");
    EXPECT_EQ(tokens("x {{-1}}"), "text:x  open:{{ number:-1 close:}}");
}

TEST(Lex, DropsComments) {
    EXPECT_EQ(tokens("a {{/* {{ x }} */}} b"), "text:a  text: b");
    EXPECT_EQ(tokens("a {{- /* x */ -}} b"), "text:a text:b");
}

TEST(Lex, SaysWhereAndWhy) {
    EXPECT_EQ(tokens("ab {{ x"), "1:4: error[E303]: this {{ is not closed (it ends with }})");
    EXPECT_EQ(tokens("{{/* x"), "1:1: error[E303]: this comment is not closed (it ends with */}})");
    EXPECT_EQ(tokens("{{/* x */ y }}").substr(0, 52),
              "1:8: error[E303]: a comment must be alone between {{");
    EXPECT_EQ(tokens("{{ \"x\n\" }}").substr(0, 40), "1:4: error[E303]: this text is not close");
    EXPECT_EQ(tokens("{{ `x }}").substr(0, 40), "1:4: error[E303]: this text is not close");
    EXPECT_EQ(tokens("ü\n{{ \"ü\" # }}"), "2:8: error[E303]: unexpected '#'");
    EXPECT_EQ(tokens("{{\u00a0.A }}"),
              "1:3: error[E303]: unexpected U+00A0 (a no-break space was pasted here; type a "
              "plain one)");
    EXPECT_EQ(tokens("{{ “a” }}"),
              "1:4: error[E303]: unexpected '“' (a text stands in plain double quotes (\"))");
    EXPECT_EQ(tokens("{{ 'a' }}"),
              "1:4: error[E303]: unexpected ''' (a text stands in double "
              "quotes or backquotes)");
    EXPECT_EQ(tokens("{{ \x01 }}"), "1:4: error[E303]: unexpected U+0001");
    EXPECT_EQ(tokens("a\xff"), "1:2: error[E303]: the text is not UTF-8");
}

}  // namespace
}  // namespace tocsin
