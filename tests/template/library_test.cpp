#include "template/library.hpp"

#include <gtest/gtest.h>

#include "tests/template/sample.hpp"

namespace tocsin {
namespace {

using Found = std::vector<std::string>;

// "a.tmpl:1:12 E303 message" of each error of files named a.tmpl, b.tmpl, …
Found errors_in(const std::vector<std::string>& texts) {
    std::vector<TemplateFile> files;
    for (const std::string& text : texts) {
        files.push_back({std::string(1, static_cast<char>('a' + files.size())) + ".tmpl", text});
    }
    Found found;
    for (const TemplateError& error : read_library(files).errors) {
        found.push_back(error.file + ":" + std::to_string(error.line) + ":" +
                        std::to_string(error.column) + " " + error.code + " " + error.message);
    }
    return found;
}

TEST(Library, HoldsWhatFilesDefine) {
    const auto read = read_library(std::vector<TemplateFile>{
        {"a.tmpl",
         "{{/* ours */}}\n{{ define \"x\" }}X{{ end }}\n\n{{- define `y z` -}} Y {{ end -}}\n"},
        {"b.tmpl", "{{ define \"b\" }}{{ template \"x\" }}{{ end }}"}});
    EXPECT_TRUE(read.errors.empty());
    ASSERT_EQ(read.library.definitions.size(), 3U);
    EXPECT_EQ(read.library.definitions.at("x")->text(), "{{ define \"x\" }}X{{ end }}");
    EXPECT_EQ(read.library.definitions.at("y z")->text(), "{{- define `y z` -}} Y {{ end -}}");
    EXPECT_EQ(read.library.definitions.at("b")->file, "b.tmpl");
    EXPECT_TRUE(read.library.complete);
}

TEST(Library, TakesNothingBesideDefinitions) {
    EXPECT_EQ(errors_in({"\n  hello {{ define \"x\" }}{{ end }}"}),
              Found{"a.tmpl:2:3 E303 only {{ define }} stands at the top of a file of templates"});
    EXPECT_EQ(errors_in({"{{ define \"x\" }}{{ end }}{{ template \"x\" }}"}),
              Found{"a.tmpl:1:26 E303 only {{ define }} stands at the top of a file of templates"});
    EXPECT_EQ(errors_in({"{{ define \"x\" }}{{ define \"y\" }}{{ end }}{{ end }}"}),
              Found{"a.tmpl:1:20 E303 \"define\" stands only at the top of a file of templates"});
    EXPECT_EQ(errors_in({"", " \n{{/* nothing */}}"}), Found{});
}

TEST(Library, PointsAtADefinitionThatIsMalformed) {
    EXPECT_EQ(errors_in({"{{ define \"x\" }}a"}),
              Found{"a.tmpl:1:4 E303 this define is not closed"});
    EXPECT_EQ(errors_in({"{{ define \"x\" }}{{ else }}{{ end }}"}),
              Found{"a.tmpl:1:20 E303 unexpected else in define"});
    EXPECT_EQ(errors_in({"{{ define x }}{{ end }}"}),
              Found{"a.tmpl:1:11 E303 unexpected x in define"});
    EXPECT_EQ(errors_in({"{{ define }}{{ end }}"}),
              Found{"a.tmpl:1:11 E303 missing name for define"});
    EXPECT_EQ(errors_in({"{{ define \"\" }}{{ end }}"}),
              Found{"a.tmpl:1:11 E303 this is no name of a template"});
    EXPECT_EQ(errors_in({"{{ define \"x\" . }}{{ end }}"}),
              Found{"a.tmpl:1:15 E303 unexpected . in define"});
    EXPECT_EQ(errors_in({"{{ define \"x\" }}{{ break }}{{ end }}",
                         "{{ define \"y\" }}{{ 1x }}{{ end }}"}),
              (Found{"a.tmpl:1:20 E303 break outside range", "b.tmpl:1:20 E303 bad number 1x"}));
}

TEST(Library, KnowsAVariableOnlyInItsDefinition) {
    EXPECT_EQ(
        errors_in({"{{ define \"x\" }}{{ $a := 1 }}{{ end }}{{ define \"y\" }}{{ $a }}{{ end }}"}),
        Found{"a.tmpl:1:58 E303 undefined variable $a"});
}

TEST(Library, FindsNamesThatAreDefinedTwice) {
    const std::vector<std::string> files{"{{ define \"x\" }}1{{ end }}",
                                         "\n{{ define \"x\" }}2{{ end }}"};
    EXPECT_EQ(errors_in(files), Found{"b.tmpl:2:11 E310 template \"x\" is defined twice"});
    EXPECT_EQ(read_library(std::vector<TemplateFile>{{"a", files[0]}, {"b", files[1]}})
                  .errors.front()
                  .hint,
              "first at a:1");
}

TEST(Library, FindsCallsOfWhatIsNotThere) {
    EXPECT_EQ(errors_in({"{{ define \"one\" }}{{ if . }}{{ template \"tow\" . }}{{ end }}{{ end }}"
                         "{{ define \"two\" }}{{ end }}"}),
              Found{"a.tmpl:1:41 E303 there is no template \"tow\""});
    // A file that cannot be read may define it.
    EXPECT_EQ(
        errors_in({"{{ define \"one\" }}{{ template \"two\" }}{{ end }}", "{{ define"}).size(), 1U);
}

TEST(Library, FindsCircles) {
    EXPECT_EQ(errors_in({"{{ define \"x\" }}a{{ template \"x\" . }}{{ end }}"}),
              Found{"a.tmpl:1:30 E303 templates call each other in a circle: \"x\" → \"x\""});
    EXPECT_EQ(
        errors_in(
            {"{{ define \"x\" }}{{ range . }}{{ else }}{{ template \"y\" }}{{ end }}{{ end }}",
             "{{ define \"y\" }}{{ with . }}{{ template \"x\" }}{{ end }}{{ end }}"}),
        (Found{"a.tmpl:1:52 E303 templates call each other in a circle: \"x\" → \"y\" → \"x\"",
               "b.tmpl:1:41 E303 templates call each other in a circle: \"y\" → \"x\" → \"y\""}));
    // Outside the circle: nothing is said twice.
    EXPECT_EQ(errors_in({"{{ define \"o\" }}{{ template \"x\" }}{{ end }}"
                         "{{ define \"x\" }}{{ template \"x\" }}{{ end }}"})
                  .size(),
              1U);
}

std::string chain(int length) {
    std::string text;
    for (int i = 0; i < length; ++i) {
        text += "{{ define \"t" + std::to_string(i) + "\" }}";
        if (i + 1 < length) text += "{{ template \"t" + std::to_string(i + 1) + "\" . }}";
        text += "{{ end }}\n";
    }
    return text;
}

TEST(Library, BoundsHowDeepTemplatesCallEachOther) {
    EXPECT_EQ(errors_in({chain(16)}), Found{});
    EXPECT_EQ(errors_in({chain(17)}),
              Found{"a.tmpl:1:30 E303 templates call each other deeper than 16"});
}

TEST(Library, FindsWhatIsWrongWhoeverCallsIt) {
    EXPECT_EQ(
        errors_in(
            {"{{ define \"x\" }}{{ toUpper 5 }}{{ end }}"
             "{{ define \"y\" }}{{ .Anything.At.All }}{{ $.x }}{{ match \"(\" .a }}{{ end }}"}),
        (Found{"a.tmpl:1:28 E303 toUpper takes a text, not a whole number",
               "a.tmpl:1:97 E303 regular expression: missing ): ("}));
}

}  // namespace
}  // namespace tocsin
