// What pointers find, in the body and in the head, and what counts as nothing.
#include "decode/look_up.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "tests/decode/extracts.hpp"

namespace tocsin {
namespace {

struct Request {
    Envelope envelope{"text/plain; charset=UTF-8", "/webhooks/x?host=db+1&empty=&host=db2", "{}"};
    boost::json::value body;

    explicit Request(std::string_view json = "{}") : body(boost::json::parse(json)) {
        envelope.kept.add("X-Event", "metric");
    }

    std::string text(const std::vector<std::string_view>& pointers) const {
        const MessageHead head = head_of(envelope);
        LookUp look(head, body);
        return std::string(look.text(at(pointers)).value_or("nothing"));
    }
    std::string text(const TextFrom& from) const {
        const MessageHead head = head_of(envelope);
        LookUp look(head, body);
        return std::string(look.text(from).value_or("nothing"));
    }
};

TEST(LookUp, TakesTheFirstThatIsThereAndSaysSomething) {
    const Request request(
        R"({"null":null,"empty":"","none":[],"no":{},"a":"A","zero":0,"f":false})");
    EXPECT_EQ(request.text({"/null", "/empty", "/none", "/no", "/missing", "/a"}), "A");
    EXPECT_EQ(request.text({"/null", "/empty"}), "nothing");
    EXPECT_EQ(request.text({"/zero", "/a"}), "0");
    EXPECT_EQ(request.text({"/f", "/a"}), "false");
    EXPECT_EQ(request.text(std::vector<std::string_view>{}), "nothing");
}

TEST(LookUp, WritesWhatIsNoTextAsItsJson) {
    const Request request(R"({"n":12345678901234,"m":-1.5,"t":true,"l":["a",1],"o":{"x":null}})");
    EXPECT_EQ(request.text({"/n"}), "12345678901234");
    EXPECT_EQ(request.text({"/m"}), "-1.5");
    EXPECT_EQ(request.text({"/t"}), "true");
    EXPECT_EQ(request.text({"/l"}), R"(["a",1])");
    EXPECT_EQ(request.text({"/o"}), R"({"x":null})");
}

TEST(LookUp, ReadsHeaderFieldsWithoutCaseAndTheLastParameterOfAName) {
    const Request request;
    EXPECT_EQ(request.text({"header:x-event"}), "metric");
    EXPECT_EQ(request.text({"header:Content-Type"}), "text/plain; charset=UTF-8");
    EXPECT_EQ(request.text({"header:X-Other"}), "nothing");
    EXPECT_EQ(request.text({"query:host"}), "db2");
    EXPECT_EQ(request.text({"query:empty"}), "nothing");
    EXPECT_EQ(request.text({"query:Host"}), "nothing");
}

TEST(LookUp, FindsNothingInAHeadThatIsNoTextOrTooLong) {
    Request request;
    request.envelope.kept.add("X-Bytes", "\xff");
    request.envelope.kept.add("X-Long", std::string(head_value_bytes_max + 1, 'a'));
    request.envelope.kept.add("X-Fits", std::string(head_value_bytes_max, 'a'));
    EXPECT_EQ(request.text({"header:X-Bytes"}), "nothing");
    EXPECT_EQ(request.text({"header:X-Long"}), "nothing");
    EXPECT_EQ(request.text({"header:X-Fits"}).size(), head_value_bytes_max);
    request.envelope.target = "/webhooks/x?a=1&b=%zz";
    EXPECT_EQ(request.text({"query:a"}), "nothing");
}

TEST(LookUp, FillsTextsAndGivesNoneWhereNoPointerFindsAnything) {
    const Request request(R"({"a":"A","b":null})");
    EXPECT_EQ(request.text(TextFrom(filled("{/a} on {query:host}: {/b}"))), "A on db2:");
    EXPECT_EQ(request.text(TextFrom(filled("only {/b}"))), "nothing");
    EXPECT_EQ(request.text(TextFrom(filled("constant"))), "constant");
    EXPECT_EQ(request.text(TextFrom(filled(""))), "nothing");
    EXPECT_EQ(request.text(TextFrom(at({"/b", "/a"}))), "A");
}

}  // namespace
}  // namespace tocsin
