// Inquiry: asks the Alertmanager of one source whether alerts that went missing still fire.
//
// A loop of steps over a Store, a Transport and a Clock, without threads or sockets, like
// delivery's: pump() does what can be done now, next_due() says when it is worth calling again.  It
// ends no alert: what it found is appended to the sequence, and dispatch judges it in its place.
//
//   something is missing -> alerts? -> status? -> status? -> finding (durable) -> dispatch
//
// One request is under way at a time, and a round begins at most every ask_every; after answers
// that prove nothing, less and less often.  Nothing of it is kept: after a crash it asks again.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "base/transport.hpp"
#include "domain/alert.hpp"
#include "inquiry/conclude.hpp"
#include "store/store.hpp"

namespace tocsin {

struct InquiryOptions {
    SourceName source;
    std::string base_path;                 // Empty, or begins with "/" and does not end with one.
    std::shared_ptr<Transport> transport;  // Null: nobody is asked.
};

struct InquiryHooks {
    // How many alerts of the source are missing and might be found absent.
    std::function<std::size_t()> missing;
    // All of its alerts that fire; asked for only when an answer is there.
    std::function<std::vector<const AlertRecord*>()> firing;
    // It is durable; told also after a reload, for its place in the sequence is taken.
    std::function<void(Sequence, const Finding&)> found;
    // How a round ended, for logs and metrics.
    std::function<void(const Conclusion&)> concluded;
    std::function<void(const std::string&)> problem;
};

class Inquiry {
public:
    static constexpr Duration ask_every = std::chrono::seconds(30);
    static constexpr Duration ask_every_max = std::chrono::minutes(10);  // After failures.
    static constexpr Duration answer_timeout = std::chrono::seconds(10);

    // All must outlive it, and it every answer that it waits for.
    Inquiry(Store& store, const Clock& clock, InquiryOptions options, InquiryHooks hooks);

    // A question that is under way is given up: what it would prove may be of another sender.
    void reload(InquiryOptions options);

    void pump();
    std::optional<WallTime> next_due() const;

    // Nothing more is asked.
    void stop();

private:
    enum class State { idle, asking, storing };

    void begin();
    void or_give_up(const std::function<void()>& step);
    void ask(const std::string& target, std::function<void(Result<HttpResponse>)> take);
    void ask_status();
    void go_on();
    void finish(Conclusion conclusion);
    Duration pause_after(const Conclusion& conclusion);
    void record(std::vector<Fingerprint> absent);

    Store& store_;
    const Clock& clock_;
    InquiryOptions options_;
    const InquiryHooks hooks_;
    State state_ = State::idle;
    std::uint64_t round_ = 0;  // An answer to an earlier one is nobody's.
    WallTime asked_at_{};
    Answers answers_;
    WallTime next_at_{};
    unsigned failures_ = 0;  // In a row.
};

}  // namespace tocsin
