// An answer of the page → what it means for each call; only a 2xx is ever a success.
#include <charconv>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "statuspage/page_answer.hpp"
#include "statuspage/protocol.hpp"
#include "tests/fuzz/targets.hpp"
#include "tests/statuspage/calls.hpp"

namespace tocsin::fuzz {
namespace {

std::string_view take_line(std::string_view& bytes) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    return line;
}

HttpResponse response_of(std::string_view bytes) {
    HttpResponse response;
    const std::string_view status = take_line(bytes);
    std::from_chars(status.data(), status.data() + status.size(), response.status);
    for (std::string_view line = take_line(bytes); !line.empty(); line = take_line(bytes)) {
        const std::size_t colon = std::min(line.find(':'), line.size());
        const std::string_view value = line.substr(std::min(colon + 1, line.size()));
        response.headers.add(std::string(line.substr(0, colon)), std::string(trim(value)));
    }
    response.body = bytes;
    return response;
}

const std::vector<PageCall>& calls() {
    static const std::vector<PageCall> all{
        a_create(),
        a_maintenance(),
        an_update(),
        ComponentCall{ComponentId("comp00000001"), ComponentStatus::operational},
        TweetCall{StatuspageId("inc123456789"), UpdateId("upd1")},
        ReadIncident{StatuspageId("inc123456789")},
        ListIncidents{},
        ListComponents{},
        ReadPage{}};
    return all;
}

// What is said goes into the log and to people.
struct Checked {
    unsigned status;

    void operator()(const Accepted&) const { TOCSIN_ASSERT(status >= 200 && status < 300); }
    void operator()(const Limited& reply) const {
        TOCSIN_ASSERT(reply.retry_after > Duration(0) && reply.retry_after <= retry_after_max);
    }
    template <class Reply>
    void operator()(const Reply& reply) const {
        TOCSIN_ASSERT(!reply.why.empty() && reply.why.size() < 4'000);
        TOCSIN_ASSERT(is_utf8(reply.why) && without_invisible(reply.why) == reply.why);
    }
};

}  // namespace

bool statuspage(std::string_view bytes) {
    const HttpResponse response = response_of(bytes);
    bool accepted = false;
    for (const PageCall& call : calls()) {
        const PageReply reply = to_reply(call, response, from_micros(1'791'021'600'000'000),
                                         {"", PageId("page12345678"), Secret("fuzzed-key")});
        std::visit(Checked{response.status}, reply);
        accepted = accepted || std::holds_alternative<Accepted>(reply);
    }
    const auto incidents = read_incidents(response.body, {});
    for (const PageIncident& incident : incidents.value_or(std::vector<PageIncident>())) {
        TOCSIN_ASSERT(!incident.id.empty());
    }
    return accepted;
}

}  // namespace tocsin::fuzz
