// Keys that are taken back and pages that go away, for a while (behaviour 32).
#include "tests/emulator/asking.hpp"

namespace tocsin {
namespace {

using std::chrono::seconds;

TEST(Behaviour32, ARevokedKeyIsUnknownFromItsMomentOn) {
    Asking page;
    page.model.set_key_access("ours", KeyAccess::revoked, asking_start + seconds(2));
    EXPECT_EQ(page.create(R"("name":"a")").status, 201U);
    EXPECT_EQ(page.get("/incidents").status, 200U);
    const Answer answer = page.create(R"("name":"b")");
    EXPECT_EQ(answer.status, 401U);
    EXPECT_EQ(answer.error(), "Could not authenticate");
    EXPECT_EQ(page.model.incidents("page00000001").size(), 1U);
    page.model.set_key_access("ours", KeyAccess::valid, page.now);
    EXPECT_EQ(page.create(R"("name":"b")").status, 201U);
}

TEST(Behaviour32, AForbiddenKeyIsKnownAndMayNothing) {
    Asking page;
    page.model.set_key_access("ours", KeyAccess::forbidden, page.now);
    EXPECT_EQ(page.create(R"("name":"a")").status, 403U);
    EXPECT_EQ(page.get("/incidents").error(), "You are not authorized to access this resource.");
    EXPECT_EQ(page.send(Asking::request("GET", "/v1/pages")).status, 403U);
    EXPECT_EQ(page.model.journal().requests().back().key_name, "ours");
    page.model.set_key_access("ours", KeyAccess::valid, page.now);
    EXPECT_EQ(page.create(R"("name":"a")").status, 201U);
}

TEST(Behaviour32, ADeletedPageIsNotFoundUntilItIsBack) {
    Asking page;
    const std::string id = page.create(R"("name":"a")").at("/id");
    page.model.set_page_deleted("page00000001", page.now + seconds(1));
    EXPECT_EQ(page.get("/incidents/" + id).status, 200U);
    EXPECT_EQ(page.get("/incidents/" + id).status, 404U);
    EXPECT_EQ(page.create(R"("name":"b")").status, 404U);
    EXPECT_EQ(page.send(Asking::request("GET", "/v1/pages")).text, "[]");
    page.model.set_page_deleted("page00000001", std::nullopt);
    EXPECT_EQ(page.get("/incidents/" + id).status, 200U);
}

TEST(Behaviour32, AResetGivesKeysAndPagesBack) {
    Asking page;
    page.model.set_key_access("ours", KeyAccess::revoked, page.now);
    page.model.set_page_deleted("page00000001", page.now);
    page.model.reset();
    EXPECT_EQ(page.get("/incidents").status, 200U);
}

}  // namespace
}  // namespace tocsin
