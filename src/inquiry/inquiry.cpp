#include "inquiry/inquiry.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace tocsin {
namespace {

// All that it has, whatever its defaults are: a silenced alert is there.
constexpr const char* alerts_path =
    "/api/v2/alerts?active=true&silenced=true&inhibited=true&unprocessed=true";
constexpr const char* status_path = "/api/v2/status";

}  // namespace

Inquiry::Inquiry(Store& store, const Clock& clock, InquiryOptions options, InquiryHooks hooks)
    : store_(store), clock_(clock), options_(std::move(options)), hooks_(std::move(hooks)) {}

void Inquiry::reload(InquiryOptions options) {
    if (state_ == State::asking) state_ = State::idle;
    ++round_;
    // What was wrong may be right now; but no round begins sooner after another than ever.
    failures_ = 0;
    next_at_ = std::min(next_at_, asked_at_ + ask_every);
    options_ = std::move(options);
}

void Inquiry::stop() {
    reload({options_.source, {}, nullptr});
}

std::optional<WallTime> Inquiry::next_due() const {
    if (state_ != State::idle || !options_.transport || hooks_.missing() == 0) return std::nullopt;
    return next_at_;
}

void Inquiry::pump() {
    const auto due = next_due();
    if (due && *due <= clock_.wall()) begin();
}

void Inquiry::begin() {
    state_ = State::asking;
    ++round_;
    answers_ = {};
    asked_at_ = clock_.wall();
    next_at_ = asked_at_ + ask_every;
    or_give_up([this] {
        ask(alerts_path, [this](const Result<HttpResponse>& answer) {
            answers_.alerts.emplace(read_list(answer));
        });
    });
}

// Reading may want more memory than there is.  Whatever throws, the round is over and failed: it
// must not wait for an answer that has come.
void Inquiry::or_give_up(const std::function<void()>& step) {
    try {
        step();
    } catch (const std::exception& error) {
        if (state_ == State::idle) throw;  // It was over, and its end is what could not be told.
        ++round_;
        finish({Proof::failed, {}, error.what(), {}});
    }
}

void Inquiry::ask(const std::string& target, std::function<void(Result<HttpResponse>)> take) {
    HttpRequest request{"GET", options_.base_path + target, {{"Accept", "application/json"}}, {}};
    options_.transport->exchange(
        std::move(request), answer_timeout,
        [this, round = round_, take = std::move(take)](Result<HttpResponse> answer) {
            if (round != round_) return;
            or_give_up([&] {
                take(std::move(answer));
                go_on();
            });
        });
}

void Inquiry::ask_status() {
    auto& answer = answers_.uptime ? answers_.uptime_again : answers_.uptime;
    ask(status_path,
        [&answer](const Result<HttpResponse>& said) { answer.emplace(read_uptime(said)); });
}

void Inquiry::go_on() {
    if (auto conclusion = conclude(answers_, asked_at_, hooks_.firing()))
        return finish(std::move(*conclusion));
    ask_status();
}

void Inquiry::finish(Conclusion conclusion) {
    state_ = State::idle;
    answers_ = {};
    next_at_ = std::max(next_at_, clock_.wall() + pause_after(conclusion));
    if (hooks_.concluded) hooks_.concluded(conclusion);
    if (conclusion.proof == Proof::absent) record(std::move(conclusion.absent));
}

Duration Inquiry::pause_after(const Conclusion& conclusion) {
    const bool failed = conclusion.proof == Proof::failed || conclusion.proof == Proof::implausible;
    failures_ = failed ? failures_ + 1 : 0;
    if (!failed) return std::max(conclusion.wait, ask_every);
    Duration pause = ask_every;
    for (unsigned i = 1; i < failures_ && pause < ask_every_max; ++i) pause *= 2;
    return std::min(pause, ask_every_max);
}

void Inquiry::record(std::vector<Fingerprint> absent) {
    state_ = State::storing;
    Finding finding{FindingKind::absent_at_sender, {}, clock_.wall(), {}};
    finding.absence = {options_.source, asked_at_, std::move(absent)};
    store_.append(finding, [this, finding](const Result<Sequence>& appended) {
        state_ = State::idle;
        // It is as absent in the next round.
        if (!appended)
            return hooks_.problem("what an Alertmanager answered could not be stored: " +
                                  appended.error().message);
        hooks_.found(appended.value(), finding);
    });
}

}  // namespace tocsin
