// Requests against Atlassian's published OpenAPI document: every field that is sent is documented
// there, with that type and, where there is a list of words, with one of these.
//
// The document is Atlassian's and may not be copied into the project; without ../shared this skips.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "statuspage/protocol.hpp"
#include "tests/statuspage/calls.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;

bool has_type(const json::value& value, std::string_view type) {
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_bool();
    if (type == "array") return value.is_array();
    return type == "object" && value.is_object();
}

void check_fields(const json::object& sent, const json::object& schema) {
    const json::object& properties = schema.at("properties").as_object();
    for (const auto& field : sent) {
        const json::value* property = properties.if_contains(field.key());
        ASSERT_NE(property, nullptr) << field.key();
        EXPECT_TRUE(has_type(field.value(), property->at("type").as_string())) << field.key();
        const json::value* words = property->as_object().if_contains("enum");
        if (words == nullptr) continue;
        const json::array& allowed = words->as_array();
        EXPECT_NE(std::find(allowed.begin(), allowed.end(), field.value()), allowed.end())
            << field.key() << " " << json::serialize(field.value());
    }
    const json::value* required = schema.if_contains("required");
    if (required == nullptr) return;
    for (const json::value& name : required->as_array()) {
        EXPECT_TRUE(sent.contains(name.as_string())) << name;
    }
}

TEST(OpenApi, DocumentsEveryFieldThatIsSent) {
    const auto file =
        std::filesystem::path(TOCSIN_SOURCE_DIR) / "../shared/data/statuspage/openapi.json";
    if (!std::filesystem::exists(file)) GTEST_SKIP() << "no ../shared/data/statuspage/openapi.json";
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const json::value document = json::parse(text);
    const json::object& paths = document.at("paths").as_object();

    const std::string incidents = "/pages/{page_id}/incidents";
    struct Row {
        PageCall call;
        std::string path;
        const char* method;
        const char* wrapper;
    };
    UpdateCall rescheduled = an_update();
    rescheduled.maintenance = a_maintenance().maintenance;
    const Row rows[]{
        {a_create(), incidents, "post", "incident"},
        {a_maintenance(), incidents, "post", "incident"},
        {a_backfill(), incidents, "post", "incident"},
        {rescheduled, incidents + "/{incident_id}", "patch", "incident"},
        {ComponentCall{ComponentId("c"), ComponentStatus::partial_outage},
         "/pages/{page_id}/components/{component_id}", "patch", "component"},
        {TweetCall{StatuspageId("i"), UpdateId("u")},
         incidents + "/{incident_id}/incident_updates/{incident_update_id}", "patch",
         "incident_update"},
    };
    for (const Row& row : rows) {
        const json::value& schema = paths.at(row.path)
                                        .at(row.method)
                                        .at("requestBody")
                                        .at("content")
                                        .at("application/json")
                                        .at("schema");
        json::value resolved = schema;
        if (const json::value* ref = schema.as_object().if_contains("$ref")) {
            const std::string pointer(ref->as_string().subview(1));
            resolved = document.at_pointer(pointer);
        }
        const json::value body = json::parse(to_request(an_address(), row.call).body);
        check_fields(body.at(row.wrapper).as_object(),
                     resolved.at("properties").at(row.wrapper).as_object());
    }
}

// Paths of the reads, with their query parameters.
TEST(OpenApi, DocumentsEveryReadAndItsPaging) {
    const auto file =
        std::filesystem::path(TOCSIN_SOURCE_DIR) / "../shared/data/statuspage/openapi.json";
    if (!std::filesystem::exists(file)) GTEST_SKIP() << "no ../shared/data/statuspage/openapi.json";
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const json::value document = json::parse(text);
    const std::pair<PageCall, std::string> reads[]{
        {ListIncidents{IncidentList::unresolved, 1}, "/pages/{page_id}/incidents/unresolved"},
        {ListIncidents{IncidentList::all, 1}, "/pages/{page_id}/incidents"},
        {ListIncidents{IncidentList::scheduled, 1}, "/pages/{page_id}/incidents/scheduled"},
        {ListIncidents{IncidentList::active_maintenance, 1},
         "/pages/{page_id}/incidents/active_maintenance"},
        {ListComponents{1}, "/pages/{page_id}/components"},
    };
    for (const auto& [call, path] : reads) {
        std::string target = to_request(an_address(), call).target;
        const std::size_t query = target.find('?');
        ASSERT_NE(query, std::string::npos);
        std::string expected = "/v1" + path;
        expected.replace(expected.find("{page_id}"), 9, "page12345678");
        EXPECT_EQ(target.substr(0, query), expected);
        std::set<std::string> documented;
        for (const json::value& parameter :
             document.at("paths").at(path).at("get").at("parameters").as_array()) {
            documented.insert(std::string(parameter.at("name").as_string()));
        }
        std::string rest = target.substr(query + 1) + "&";
        while (!rest.empty()) {
            EXPECT_TRUE(documented.contains(rest.substr(0, rest.find('=')))) << target;
            rest.erase(0, rest.find('&') + 1);
        }
    }
}

}  // namespace
}  // namespace tocsin
