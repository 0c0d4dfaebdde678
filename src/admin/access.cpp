#include "admin/access.hpp"

#include <utility>

#include "base/assert.hpp"
#include "net/problem.hpp"

namespace tocsin {

Access::Access(const Clock& clock, Log& log, std::function<void(std::function<void()>)> post)
    : clock_(clock), log_(log), passwords_(std::move(post)) {}

void Access::configure(std::map<std::string, Users> by_listener) {
    by_listener_.clear();
    while (!by_listener.empty()) {
        auto listener = by_listener.extract(by_listener.begin());
        TOCSIN_ASSERT(!listener.mapped().empty());
        by_listener_.emplace(listener.key(), std::move(listener.mapped()));
    }
}

bool Access::asks(std::string_view listener) const {
    return by_listener_.contains(listener);
}

void Access::admit(const Exchange& exchange, Deed deed,
                   std::function<void(const std::string& user)> allowed) {
    const auto listener = by_listener_.find(exchange.head->listener);
    if (listener == by_listener_.end()) return allowed("");
    auto offered = basic_credentials(exchange.head->headers);
    if (!offered) return exchange.respond(turn_away(*exchange.head, "no credentials"));
    const Users& users = listener->second;
    const auto named = users.find(offered->name);
    const bool is_known = named != users.end();
    // Where nobody has that name, the time goes into somebody else's hash.
    const User& user = is_known ? named->second : users.begin()->second;
    passwords_.check(
        exchange.head->peer, user.hash, std::move(offered->password),
        [this, is_known, deed, role = user.role, name = offered->name, head = exchange.head,
         respond = exchange.respond, allowed = std::move(allowed)](PasswordCheck::Verdict verdict) {
            if (verdict == PasswordCheck::Verdict::busy)
                return respond(not_now("too many passwords to check", std::chrono::seconds(1)));
            if (!is_known || verdict == PasswordCheck::Verdict::wrong)
                return respond(turn_away(*head, "wrong user or password"));
            if (!may(role, deed))
                return respond(problem(403, "the role of this user does not allow that"));
            allowed(name);
        });
}

Rebuff Access::turn_away(const RequestHead& head, const std::string& why) {
    log_.warn("admin", "request unauthenticated: " + why,
              {{"listener", head.listener}, {"peer", head.peer}});
    HttpResponse response = problem(401, "credentials are missing or wrong");
    response.headers.add("WWW-Authenticate", "Basic realm=\"tocsin\", charset=\"UTF-8\"");
    return {std::move(response), failures_.fail(head.peer, clock_.steady())};
}

}  // namespace tocsin
