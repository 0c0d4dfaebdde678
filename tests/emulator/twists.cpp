#include "tests/emulator/twists.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "tests/emulator/turn.hpp"

namespace tocsin {

namespace json = boost::json;

namespace {

// Calls change(object) for the answer, or for each element if it is a list.
template <class Change>
void for_each_object(json::value& body, Change change) {
    if (body.is_object()) change(body.get_object());
    if (!body.is_array()) return;
    for (json::value& element : body.get_array()) {
        if (element.is_object()) change(element.get_object());
    }
}

json::value wrap(json::value body) {
    const bool is_list = body.is_array();
    return json::object{{is_list ? "incidents" : "incident", std::move(body)}};
}

std::string twist_body(const std::string& text, Twist twist, Rng& rng) {
    if (twist == Twist::broken_json) return text.substr(0, text.size() / 2);
    boost::json::error_code failure;
    json::value body = json::parse(text, failure);
    if (failure) return text;
    if (twist == Twist::no_id) {
        for_each_object(body, [](json::object& row) { row.erase("id"); });
    } else if (twist == Twist::other_id) {
        for_each_object(body, [&](json::object& row) { row["id"] = draw_emulated_id(rng); });
    } else if (twist == Twist::wrapped) {
        body = wrap(std::move(body));
    }
    return json::serialize(body);
}

}  // namespace

std::string_view word_of_twist(Twist twist) {
    return twist_words[static_cast<std::size_t>(twist)];
}

HttpResponse twist_answer(HttpResponse response, Twist twist,
                          const std::optional<HttpResponse>& before, Rng& rng) {
    if (twist == Twist::none || response.status >= 300) return response;
    if (twist == Twist::another_answer) return before.value_or(response);
    response.body = twist_body(response.body, twist, rng);
    return response;
}

}  // namespace tocsin
