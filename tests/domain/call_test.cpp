// Words of calls, and what counts as a read and as over.
#include "domain/call.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Call, HasAWordForEachOperation) {
    const std::pair<PageCall, std::string_view> rows[]{
        {CreateCall{}, "create"},
        {UpdateCall{}, "update"},
        {ComponentCall{}, "component"},
        {TweetCall{}, "tweet"},
        {ReadIncident{}, "read_incident"},
        {ListIncidents{}, "list_incidents"},
        {ListComponents{}, "list_components"},
        {ReadPage{}, "read_page"},
    };
    EXPECT_EQ(std::size(rows), std::variant_size_v<PageCall>);
    for (const auto& [call, word] : rows) {
        EXPECT_EQ(operation_of(call), word);
        EXPECT_EQ(is_read(call), word.starts_with("read") || word.starts_with("list")) << word;
    }
}

TEST(Call, NamesTheOneThingThatItChanges) {
    UpdateCall update;
    update.incident = StatuspageId("incident0001");
    EXPECT_EQ(id_written_by(update), "incident0001");
    EXPECT_EQ(id_written_by(ComponentCall{ComponentId("component001"), {}}), "component001");
    EXPECT_EQ(id_written_by(TweetCall{StatuspageId("incident0001"), UpdateId("update000001")}),
              "update000001");
    EXPECT_EQ(id_written_by(CreateCall{}), "");
    EXPECT_EQ(id_written_by(ReadIncident{StatuspageId("incident0001")}), "");
}

TEST(Call, IsOrderedByUrgency) {
    EXPECT_LT(CallPriority::resolve, CallPriority::create);
    EXPECT_LT(CallPriority::create, CallPriority::raise);
    EXPECT_LT(CallPriority::raise, CallPriority::update);
    EXPECT_LT(CallPriority::update, CallPriority::read);
    EXPECT_EQ(to_string(CallPriority::resolve), "resolve");
    EXPECT_EQ(to_string(CallPriority::create), "create");
    EXPECT_EQ(to_string(CallPriority::raise), "raise");
    EXPECT_EQ(to_string(CallPriority::update), "update");
    EXPECT_EQ(to_string(CallPriority::read), "read");
}

TEST(PageIncident, IsOverWhenResolvedCompletedOrAPostmortem) {
    PageIncident incident;
    for (const std::string_view word : words_of<IncidentStatus>()) {
        incident.status = from_word<IncidentStatus>(word);
        EXPECT_EQ(is_over(incident), word == "resolved" || word == "completed") << word;
    }
    incident.status.reset();
    EXPECT_TRUE(is_over(incident));
}

}  // namespace
}  // namespace tocsin
