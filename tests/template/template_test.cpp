#include "template/template.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "tests/template/sample.hpp"

namespace tocsin {
namespace {

Template parsed(std::string_view text) {
    return Template::parse(text, incident_fields()).value();
}

TEST(Template, KeepsItsSource) {
    EXPECT_EQ(parsed("a {{ .Status }}").source(), "a {{ .Status }}");
}

TEST(Template, EqualsWhatSaysTheSame) {
    EXPECT_EQ(parsed("a {{ .Status }}"), parsed("a {{ .Status }}"));
    EXPECT_FALSE(parsed("a") == parsed("b"));
}

TEST(Template, OutlivesTheTextItWasMadeFrom) {
    std::string text = "{{ .Status }} and a tail long enough for the heap {{ \"literal\" }}";
    const Template made = parsed(text);
    text.assign(text.size(), '#');
    EXPECT_EQ(render(made, to_value(sample::incident()), {.purpose = Purpose::body}).value().text,
              "firing and a tail long enough for the heap literal");
}

TEST(Template, SeesOnlyTheFieldsItIsGiven) {
    FieldSet fields = incident_fields();
    fields["Receiver"] = shape_of(Kind::text);
    EXPECT_TRUE(Template::parse("{{ .Receiver }}", fields));
    EXPECT_FALSE(Template::parse("{{ .Receiver }}", incident_fields()));
    EXPECT_FALSE(Template::parse("{{ .Status }}", {}));
}

TEST(Template, GivesEqualTextsForEqualData) {
    const std::string text = "{{ range $k, $v := .CommonLabels }}{{ $k }}={{ $v }} {{ end }}";
    EXPECT_EQ(sample::body(text), sample::body(text));
}

// What a rule file can hold, in any order: it parses or is refused at a place inside the text,
// and what parses is rendered or fails.  Never a crash (the sanitizer build looks closer).
class AnyBytes : public testing::TestWithParam<std::uint64_t> {};

std::string random_bytes(Rng& rng) {
    std::string text;
    for (std::uint64_t left = rng.below(60); left > 0; --left) {
        text += static_cast<char>(rng.below(256));
    }
    return text;
}

const std::vector<std::string> pieces{"{{",
                                      "}}",
                                      "{{- ",
                                      " -}}",
                                      "{{/*",
                                      "*/}}",
                                      "if ",
                                      "else ",
                                      "end",
                                      "range ",
                                      "with ",
                                      "break",
                                      "continue",
                                      "define ",
                                      "nil ",
                                      "true ",
                                      ".",
                                      ".Status ",
                                      ".Alerts ",
                                      ".Labels",
                                      ".CommonLabels",
                                      ".a ",
                                      "$",
                                      "$x ",
                                      "$i, $e :=",
                                      ":= ",
                                      "= ",
                                      ", ",
                                      "| ",
                                      "(",
                                      ")",
                                      "\"a\" ",
                                      "`b` ",
                                      "\"",
                                      "`",
                                      "\\",
                                      "1 ",
                                      "-1 ",
                                      "0x1 ",
                                      "1.5 ",
                                      "1e9 ",
                                      "print ",
                                      "index ",
                                      "eq ",
                                      "and ",
                                      "or ",
                                      "len ",
                                      "title ",
                                      "truncate ",
                                      "join ",
                                      "default ",
                                      "toUpper ",
                                      "humanizeDuration ",
                                      "slice ",
                                      "printf ",
                                      "\"%s%d\" ",
                                      "html ",
                                      "urlquery ",
                                      "trimSpace ",
                                      "match ",
                                      "reReplaceAll ",
                                      "`(a|b)*$` ",
                                      "\"$1\" ",
                                      "stringSlice ",
                                      "date ",
                                      "tz ",
                                      "since ",
                                      ".StartsAt ",
                                      ".SortedPairs ",
                                      ".Names ",
                                      ".Remove ",
                                      "template ",
                                      "\"t\" ",
                                      "{{ template \"t\" . }}",
                                      "{{ end }}",
                                      "{{ if .Status }}",
                                      "{{ range .Alerts }}",
                                      "{{ else }}",
                                      "{{ $x := .CommonLabels }}",
                                      " ",
                                      "\n",
                                      "ä",
                                      "\xff"};

std::string random_pieces(Rng& rng) {
    std::string text;
    for (std::uint64_t left = rng.below(30); left > 0; --left) {
        text += pieces[rng.below(pieces.size())];
    }
    return text;
}

TEST_P(AnyBytes, ParseOrAreRefusedInside) {
    Rng rng(GetParam());
    const Value data = to_value(sample::incident());
    const TemplateLibrary library =
        read_library(std::vector<TemplateFile>{{"t", "{{ define \"t\" }}{{ . }}{{ end }}"}})
            .library;
    int rendered = 0;
    for (int i = 0; i < 4000; ++i) {
        const std::string text = i % 4 == 0 ? random_bytes(rng) : random_pieces(rng);
        // What holds for texts must hold for files of templates.
        read_library(std::vector<TemplateFile>{{"f", "{{ define \"x\" }}" + text + "{{ end }}"}});
        const auto made = Template::parse(text, incident_fields(), library);
        if (!made && !made.error().file.empty()) continue;
        if (!made) {
            const TemplateError& error = made.error();
            EXPECT_LE(error.offset + error.length, text.size()) << text;
            EXPECT_EQ(locate(text, error.offset), (Position{error.line, error.column})) << text;
            EXPECT_FALSE(error.message.empty());
            continue;
        }
        for (const Purpose purpose : {Purpose::name, Purpose::body, Purpose::plain}) {
            if (render(made.value(), data, {.purpose = purpose})) ++rendered;
        }
    }
    EXPECT_GT(rendered, 100);  // Or the pieces are badly chosen.
}

INSTANTIATE_TEST_SUITE_P(Seeds, AnyBytes, testing::Values(1, 2, 3, 42, 20261003));

}  // namespace
}  // namespace tocsin
