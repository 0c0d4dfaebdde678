// docs/configuration.md is what the table of keys says.
#include "config/keys_page.hpp"

#include <set>

#include "config/keys.hpp"
#include "tests/config/example_files.hpp"

namespace tocsin::testing {
namespace {

TEST(KeysPage, IsWhatStandsInTheDocs) {
    EXPECT_TRUE(read_text((source_folder() / "docs/configuration.md").string()) == keys_page())
        << "write it anew: build/release/tocsin config docs > docs/configuration.md";
}

TEST(KeysPage, HasARowForEveryKey) {
    const std::string page = keys_page();
    for (const auto rows : {daemon_keys(), rule_keys()}) {
        for (const Key& row : rows) {
            if (row.where == "record" || row.name == "*") continue;
            EXPECT_NE(page.find("\n| `" + std::string(row.name) + "` | "), std::string::npos)
                << row.where << ' ' << row.name;
        }
    }
}

std::string anchor_of(const std::string& title) {
    std::string anchor;
    for (const char c : title) {
        if (c == ' ') anchor += '-';
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
            anchor += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
    }
    return anchor;
}

TEST(KeysPage, LinksOnlyToTitlesThatAreThereOnce) {
    const std::string page = keys_page();
    std::set<std::string> anchors;
    for (std::size_t at = 0; (at = page.find("\n## ", at)) != std::string::npos; ++at) {
        const std::string title = page.substr(at + 4, page.find('\n', at + 1) - at - 4);
        EXPECT_TRUE(anchors.insert(anchor_of(title)).second) << title;
    }
    std::size_t links = 0;
    for (std::size_t at = 0; (at = page.find("](#", at)) != std::string::npos; ++at, ++links) {
        const std::string anchor = page.substr(at + 3, page.find(')', at) - at - 3);
        EXPECT_EQ(anchors.count(anchor), 1u) << anchor;
    }
    EXPECT_GT(links, 20u);
}

}  // namespace
}  // namespace tocsin::testing
