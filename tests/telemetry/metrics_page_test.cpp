// docs/metrics.md is the page of what families.hpp makes: every family, its type and its labels.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <string>

namespace tocsin {
namespace {

std::string text_of(const std::string& path) {
    std::ifstream file(std::string(TOCSIN_SOURCE_DIR) + "/" + path);
    return {std::istreambuf_iterator<char>(file), {}};
}

// By name: "counter source, code".
using Listed = std::map<std::string, std::string>;

Listed all_matches(const std::string& text, const std::regex& pattern,
                   Listed::value_type (*read)(const std::smatch&)) {
    Listed found;
    for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at)
        found.insert(read(*at));
    return found;
}

// Counters<2> name{registry, "tocsin_…", "Help.", {"source", "code"}
Listed families() {
    static const std::regex declared(
        R"re((Counter|Gauge|Histogram)s<\d>\s+\w+\{\s*registry,\s*"(\w+)",)re"
        R"re(\s*"[^"]*",\s*\{([^}]*)\})re");
    return all_matches(text_of("src/telemetry/families.hpp"), declared, [](const std::smatch& m) {
        std::string type = m[1];
        type[0] = static_cast<char>(type[0] - 'A' + 'a');
        const std::string labels = std::regex_replace(m[3].str(), std::regex("\""), "");
        return Listed::value_type(m[2], type + " " + (labels.empty() ? "–" : labels));
    });
}

// | `tocsin_…` | counter | source, code | … |
Listed rows() {
    static const std::regex row(R"re(\| `(tocsin_\w+)` \| (\w+) \| ([^|]*) \| [^|]+ \|\n)re");
    return all_matches(text_of("docs/metrics.md"), row, [](const std::smatch& m) {
        return Listed::value_type(m[1], m[2].str() + " " + m[3].str());
    });
}

TEST(MetricsPage, ListsEveryFamilyWithItsTypeAndLabelsAndNoOther) {
    EXPECT_EQ(rows(), families());
}

// A declaration that is written in another way would else be on neither side.
TEST(MetricsPage, IsComparedWithEveryNameOfFamilies) {
    const std::string text = text_of("src/telemetry/families.hpp");
    static const std::regex name(R"re("tocsin_\w+")re");
    const auto count =
        std::distance(std::sregex_iterator(text.begin(), text.end(), name), std::sregex_iterator());
    EXPECT_GT(count, 0);
    EXPECT_EQ(static_cast<std::size_t>(count), families().size());
}

}  // namespace
}  // namespace tocsin
