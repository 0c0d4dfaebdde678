#include "tests/emulator/options.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <sstream>

#include "tests/emulator/certificates.hpp"
#include "tests/emulator/faults.hpp"
#include "tests/emulator/findings.hpp"
#include "tests/emulator/person.hpp"

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
          R"({"marker":""})", R"({"rate_window":"0s"})"}) {
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

TEST(Readme, NamesEveryWordThatTheControlPortTakes) {
    std::ifstream file(TOCSIN_SOURCE_DIR "/tests/emulator/README.md");
    std::stringstream stream;
    stream << file.rdbuf();
    const std::string text = stream.str();
    const auto expect = [&](std::string_view word) {
        EXPECT_NE(text.find("`" + std::string(word) + "`"), std::string::npos) << word;
    };
    for (const std::string_view word : person_act_words) expect(word);
    for (const std::string_view word : twist_words) {
        if (word != "none") expect(word);
    }
    for (int i = 1; i <= static_cast<int>(Framing::twice); ++i) {
        expect(word_of_framing(static_cast<Framing>(i)));
    }
    for (int i = 0; i <= static_cast<int>(Fault::close_after_answer); ++i) {
        expect(word_of_fault(static_cast<Fault>(i)));
    }
    for (const TlsMode mode : all_tls_modes) expect(word_of_tls_mode(mode));
    for (const auto& member : findings_as_json({})) expect(std::string_view(member.key()));
}

}  // namespace
}  // namespace tocsin
