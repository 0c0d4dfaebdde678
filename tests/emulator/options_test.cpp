#include "tests/emulator/options.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <sstream>

namespace tocsin {
namespace {

Result<void> apply_text(ModelOptions& options, const char* text) {
    return apply_option_changes(options, boost::json::parse(text).as_object());
}

TEST(ModelOptions, SurviveBeingWrittenAndReadAgain) {
    ModelOptions options;
    ASSERT_TRUE(apply_text(options, R"({"etag":true,"error_style":"html","rate_requests":5,
        "rate_window":"10s","limit_code":"alternate","foreign_page_status":403,"marker":"m"})"));
    EXPECT_TRUE(options.etag);
    EXPECT_EQ(options.error_style, ModelOptions::ErrorStyle::html);
    EXPECT_EQ(options.rate_window, std::chrono::seconds(10));
    EXPECT_EQ(options.foreign_page_status, 403U);
    ModelOptions again;
    boost::json::object shown = options_as_json(options);
    // What is written as a uint64 is read from a text as an int64.
    shown = boost::json::parse(boost::json::serialize(shown)).as_object();
    ASSERT_TRUE(apply_option_changes(again, shown));
    EXPECT_EQ(again, options);
}

TEST(ModelOptions, NothingIsChangedByAChangeThatIsRefused) {
    ModelOptions options;
    for (const char* text :
         {R"({"etag":true,"no_such":1})", R"({"etag":1})", R"({"error_style":"loud"})",
          R"({"rate_window":"soon"})", R"({"rate_requests":-1})", R"({"name_missing_status":200})",
          R"({"marker":""})"}) {
        const auto applied = apply_text(options, text);
        ASSERT_FALSE(applied) << text;
        EXPECT_EQ(applied.error().code, ErrorCode::refused);
        EXPECT_EQ(options, ModelOptions()) << text;
    }
}

TEST(ModelOptions, EachHasItsDefaultInTheTableOfTheReadme) {
    std::ifstream file(TOCSIN_SOURCE_DIR "/tests/emulator/README.md");
    std::stringstream text;
    text << file.rdbuf();
    for (const auto& member : options_as_json(ModelOptions())) {
        const std::string value = member.value().is_string()
                                      ? std::string(member.value().get_string())
                                      : boost::json::serialize(member.value());
        const std::string row = "| `" + std::string(member.key()) + "` | `" + value + "` |";
        EXPECT_NE(text.str().find(row), std::string::npos) << row;
    }
}

}  // namespace
}  // namespace tocsin
