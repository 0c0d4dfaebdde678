// docs/operations.md is read at night: its links lead somewhere and its configurations load.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <cctype>
#include <set>

#include "daemon/config_files.hpp"
#include "tests/support/markdown.hpp"

namespace tocsin {
namespace {

const std::string docs = std::string(TOCSIN_SOURCE_DIR) + "/docs/";

// The anchors of a page's headings, as GitHub makes them.
std::set<std::string> anchors_of(const std::string& page) {
    std::set<std::string> anchors;
    re2::StringPiece rest(page);
    std::string title;
    while (RE2::FindAndConsume(&rest, "(?m)^#+ (.+)$", &title)) {
        std::string anchor;
        for (const char c : title) {
            const auto byte = static_cast<unsigned char>(c);
            if (c == ' ') anchor += '-';
            if (std::isalnum(byte) != 0 || c == '-' || c == '_' || byte >= 0x80)
                anchor += static_cast<char>(std::tolower(byte));
        }
        anchors.insert(anchor);
    }
    return anchors;
}

TEST(OperationsPage, LinksToPagesAndSectionsThatAreThere) {
    const std::string page = read_file(docs + "operations.md").value();
    re2::StringPiece rest(page);
    std::string file, anchor;
    std::size_t count = 0;
    while (RE2::FindAndConsume(&rest, R"(\]\(([^)#\s]*)#?([^)\s]*)\))", &file, &anchor)) {
        ++count;
        const auto target = read_file(docs + (file.empty() ? "operations.md" : file));
        ASSERT_TRUE(target) << file;
        EXPECT_TRUE(anchor.empty() || anchors_of(target.value()).contains(anchor))
            << file << '#' << anchor;
    }
    EXPECT_GE(count, 20U);
}

// Of a listener, its users, or the way in which a source proves itself.
TEST(OperationsPage, HasOnlyConfigurationsThatLoadWithoutAWarning) {
    const std::string page = read_file(docs + "operations.md").value();
    std::size_t count = 0;
    for (const MarkdownBlock& block : markdown_blocks(page, "toml")) {
        std::string main =
            "version = 1\n[page.main]\nid = \"pageidofyours\"\n"
            "api_key = { file = \"/run/statuspage\" }\n";
        if (block.text.starts_with("auth")) main += "[source.am]\nkind = \"alertmanager\"\n";
        const std::vector<SourceFile> files{{"tocsin.toml", main + block.text, FileRole::main}};
        EXPECT_EQ(format_diagnostics(load(files).diagnostics, files, "text"), "")
            << "docs/operations.md:" << block.line;
        ++count;
    }
    EXPECT_EQ(count, 3U);
}

}  // namespace
}  // namespace tocsin
