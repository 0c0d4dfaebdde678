// Calls in words: ids become aliases, what is not said stays away, and a block reads back.
#include "daemon/rehearsal/call_words.hpp"

#include "tests/daemon/rehearsal/small_shop.hpp"

namespace tocsin::testing {
namespace {

TEST(CallWords, SayOfAnUpdateOnlyWhatItChanges) {
    const Config config = shop_config();
    RehearsedCall call;
    call.page = PageName("shop");
    UpdateCall update;
    update.components = {{ComponentId("c2"), ComponentStatus::operational},
                         {ComponentId("old"), ComponentStatus::operational}};
    call.call = update;
    const auto words = in_words(config, call);
    ASSERT_TRUE(words);
    EXPECT_EQ(words->call, CallWord::update);
    EXPECT_FALSE(words->name || words->status || words->impact || words->body);
    EXPECT_EQ(words->notify, false);
    EXPECT_EQ(to_toml(*words, "  "),
              "  [[test.at.expect]]\n"
              "  call = \"update\"\n"
              "  page = \"shop\"\n"
              "  components = { old = \"operational\", search = \"operational\" }\n"
              "  notify = false\n");
}

TEST(CallWords, SayAllOfACreate) {
    const Config config = shop_config();
    RehearsedCall call;
    call.page = PageName("shop");
    CreateCall create;
    create.name = "A \"name\"";
    create.body = "two\nlines";
    create.impact = Impact::minor;
    create.notify = true;
    call.call = create;
    EXPECT_EQ(to_toml(*in_words(config, call), ""),
              "[[test.at.expect]]\n"
              "call = \"create\"\n"
              "page = \"shop\"\n"
              "name = \"A \\\"name\\\"\"\n"
              "status = \"investigating\"\n"
              "impact = \"minor\"\n"
              "body = \"two\\nlines\"\n"
              "notify = true\n");
}

TEST(CallWords, HaveNoneForATweet) {
    const Config config = shop_config();
    RehearsedCall call;
    call.page = PageName("shop");
    call.call = TweetCall{StatuspageId("i"), UpdateId("u")};
    EXPECT_FALSE(in_words(config, call));
    call.call = ComponentCall{ComponentId("c3"), ComponentStatus::major_outage};
    const auto words = in_words(config, call);
    ASSERT_TRUE(words);
    EXPECT_EQ(words->call, CallWord::component);
    EXPECT_FALSE(words->notify);
    EXPECT_EQ(words->components, (std::map<ComponentAlias, ComponentStatus>{
                                     {ComponentAlias("website"), ComponentStatus::major_outage}}));
}

}  // namespace
}  // namespace tocsin::testing
