// What is shown of an error answer, in every shape that the page has been seen or said to send.
#include "statuspage/complaint.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

std::string said(std::string_view body) {
    return complaint_of(body, Secret());
}

TEST(Complaint, ReadsEveryShapeOfError) {
    const std::pair<const char*, const char*> rows[]{
        {R"({"error":"Could not authenticate"})", "Could not authenticate"},
        {R"({"error":["Name is too long","Status is wrong"]})",
         "Name is too long, Status is wrong"},
        {R"({"error":{"name":["is missing","is bad"],"status":["x"]}})",
         "name: is missing, is bad; status: x"},
        {R"({"error":{"code":7,"deep":{"a":[true,null]}}})", "code: 7; deep: a: true, null"},
        {R"({"message":"Unprocessable entity"})", "Unprocessable entity"},
        {R"({"message":"second","error":"first"})", "first"},
        {R"({"message":"second","error":null})", "second"},
        {R"({"message":"second","error":""})", "second"},
        {R"({"message":"second","error":[]})", "second"},
    };
    for (const auto& [body, expected] : rows) EXPECT_EQ(said(body), expected) << body;
}

TEST(Complaint, ShowsTheBeginningOfWhateverElseCame) {
    EXPECT_EQ(said("<html>\n<b>502</b>"), "<html> <b>502</b>");
    EXPECT_EQ(said(R"(["a"])"), R"(["a"])");
    EXPECT_EQ(said(R"({"status":"no"})"), R"({"status":"no"})");
    EXPECT_EQ(said(""), "");
    EXPECT_EQ(said(" \r\n "), "");
    EXPECT_LE(said(std::string(10'000, 'x')).size(), 303U);
}

// It goes into a log line, a terminal and a web page.
TEST(Complaint, IsOneShortLineWithoutTricks) {
    EXPECT_EQ(said("{\"error\":\"a\\nb\\u001b[2J\\u202ec\"}"), "a b[2Jc");
    EXPECT_LE(said(R"({"error":")" + std::string(10'000, 'x') + R"("})").size(), 303U);
    EXPECT_EQ(said("\xFF\xFE"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

}  // namespace
}  // namespace tocsin
