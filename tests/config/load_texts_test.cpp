#include "config/load_texts.hpp"

#include <gtest/gtest.h>

#include "template/data.hpp"
#include "template/template.hpp"

namespace tocsin {
namespace {

const SourceFile library{"a.tmpl", "{{ define \"hello\" }}Hello.{{ end }}", FileRole::templates};

TEST(LoadTexts, GivesTheTemplatesAlsoWhereRulesAreWrong) {
    const SourceFile main{"tocsin.toml", "version = 1\nunheard_of = 3\n", FileRole::main};
    const SourceFile rules{"a.toml", "[[rule]\n", FileRole::rules};
    const LoadedTexts loaded = load_texts(std::vector<SourceFile>{main, rules, library});
    EXPECT_TRUE(loaded.diagnostics.empty());
    EXPECT_TRUE(
        Template::parse("{{ template \"hello\" }}", incident_fields(), loaded.library).has_value());
}

TEST(LoadTexts, TellsWhatIsWrongInATemplateAtItsPlace) {
    const SourceFile broken{"b.tmpl", "{{ define \"x\" }}\n{{ nope }}{{ end }}",
                            FileRole::templates};
    const LoadedTexts loaded = load_texts(std::vector<SourceFile>{library, broken});
    ASSERT_EQ(loaded.diagnostics.size(), 1U);
    EXPECT_EQ(loaded.diagnostics[0].file, "b.tmpl");
    EXPECT_EQ(loaded.diagnostics[0].line, 2U);
    EXPECT_EQ(loaded.diagnostics[0].column, 4U);
    EXPECT_TRUE(loaded.library.definitions.contains("hello"));
}

TEST(LoadTexts, TakesTheScaleOfTheMainFileOrTheBuiltInOne) {
    const SourceFile main{"tocsin.toml",
                          "[severity]\norder = [\"bad\", \"good\"]\ndefault = \"good\"\n",
                          FileRole::main};
    EXPECT_EQ(load_texts(std::vector<SourceFile>{main}).scale.order,
              (std::vector<Severity>{Severity("bad"), Severity("good")}));
    for (const SourceFile& other : {library, SourceFile{"tocsin.toml", "[", FileRole::main},
                                    SourceFile{"tocsin.toml", "severity = 3\n", FileRole::main}}) {
        const LoadedTexts loaded = load_texts(std::vector<SourceFile>{other});
        EXPECT_EQ(loaded.scale.order.front(), Severity("critical")) << other.name;
        EXPECT_EQ(loaded.scale.fallback, Severity("warning")) << other.name;
    }
}

}  // namespace
}  // namespace tocsin
