// Asking: a page of the model with two components and a group, and short ways to ask it.
#pragma once

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <string>

#include "tests/emulator/model.hpp"

namespace tocsin {

// 2026-06-07T01:00:17Z and a bit, so that the digits below the second show.
inline constexpr WallTime asking_start{std::chrono::milliseconds(1'780'794'017'309)};

struct Answer {
    unsigned status = 0;
    Headers headers;
    boost::json::value body;
    std::string text;

    std::string at(const char* pointer) const {
        boost::json::error_code failure;
        const boost::json::value* found = body.find_pointer(pointer, failure);
        if (!found) return "(absent)";
        return found->is_string() ? std::string(found->get_string())
                                  : boost::json::serialize(*found);
    }
    std::string header(std::string_view name) const {
        return std::string(headers.find(name).value_or("(absent)"));
    }
    std::string error() const { return at("/error"); }
    std::size_t size() const { return body.is_array() ? body.get_array().size() : 0; }
};

// Moves the time on by a second with each request, which no rate limit minds.
class Asking {
public:
    explicit Asking(ModelOptions options = {}, std::uint64_t seed = 1)
        : model(std::move(options), seed) {
        model.add_page("page00000001", "Ours");
        model.add_page("page00000002", "Theirs");
        model.add_group("page00000001", "Backend", "group0000001");
        model.add_component("page00000001", "API", "api000000001", "group0000001");
        model.add_component("page00000001", "Web", "web000000001");
        model.add_component("page00000002", "Other", "other0000001");
        model.add_key("ours", "key-of-ours", {"page00000001"});
        model.add_key("theirs", "key-of-theirs", {"page00000002"});
    }

    static HttpRequest request(std::string method, std::string target, std::string body = "") {
        HttpRequest made;
        made.method = std::move(method);
        made.target = std::move(target);
        made.headers.add("Authorization", "OAuth key-of-ours");
        if (!body.empty()) made.headers.add("Content-Type", "application/json");
        made.body = std::move(body);
        return made;
    }

    Answer send(const HttpRequest& sent) {
        last = model.handle(sent, now);
        now += std::chrono::seconds(1);
        Answer answer{last.response.status, last.response.headers, nullptr, last.response.body};
        boost::json::error_code failure;
        auto parsed = boost::json::parse(answer.text, failure);
        if (!failure) answer.body = std::move(parsed);
        return answer;
    }

    // `path` is below /v1/pages/page00000001.
    Answer get(const std::string& path) { return send(request("GET", base + path)); }
    Answer post(const std::string& path, const std::string& body) {
        return send(request("POST", base + path, body));
    }
    Answer patch(const std::string& path, const std::string& body) {
        return send(request("PATCH", base + path, body));
    }
    Answer put(const std::string& path, const std::string& body) {
        return send(request("PUT", base + path, body));
    }
    Answer remove(const std::string& path) { return send(request("DELETE", base + path)); }
    Answer form(const std::string& method, const std::string& path, const std::string& body) {
        HttpRequest sent = request(method, base + path);
        sent.headers.add("Content-Type", "application/x-www-form-urlencoded");
        sent.body = body;
        return send(sent);
    }

    // `fields` is the inside of {"incident": {…}}.
    Answer create(const std::string& fields) {
        return post("/incidents", "{\"incident\":{" + fields + "}}");
    }
    Answer change(const std::string& id, const std::string& fields) {
        return patch("/incidents/" + id, "{\"incident\":{" + fields + "}}");
    }
    std::string status_of(const std::string& component) {
        return get("/components/" + component).at("/status");
    }

    const std::string base = "/v1/pages/page00000001";
    StatuspageModel model;
    WallTime now = asking_start;
    Verdict last;
};

inline ModelOptions options_with(void (*change)(ModelOptions&)) {
    ModelOptions options;
    change(options);
    return options;
}

}  // namespace tocsin
