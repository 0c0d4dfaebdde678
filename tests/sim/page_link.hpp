// PageLink: the emulated page behind a Transport, with the network of the simulation between.
//
// A request that left has its effect even if the process that sent it is gone by then; only the
// answer is lost.  Some of what was not answered has its effect later still, but never later than
// delivery's `settle` presumes.
#pragma once

#include <deque>
#include <functional>

#include "base/transport.hpp"
#include "daemon/rehearsal/virtual_time.hpp"
#include "tests/emulator/model.hpp"
#include "tests/sim/faults.hpp"

namespace tocsin {

struct PageLinkHooks {
    std::function<void(const HttpRequest&)> begins;  // The first byte is about to leave.
    std::function<void(const HttpRequest&, const Verdict&)> takes_effect;
    std::function<void(const HttpRequest&)> refused;                  // With 422, without effect.
    std::function<void(const HttpRequest&, WallTime left_at)> lands;  // Its effect is now.
    std::function<void(const std::string&)> tell;
};

class PageLink final : public Transport {
public:
    PageLink(const VirtualClock& clock, Timetable& timetable, StatuspageModel& model,
             Faults& faults, PageLinkHooks hooks);

    void exchange(HttpRequest request, Duration timeout, Done done) override;

    // The process is gone: nobody waits for answers any more.
    void forget_answers() { ++process_; }

    // The next call that writes is answered 422.
    void refuse_one() { refuses_ = true; }

    bool is_busy() const { return under_way_ > 0; }

    // When requests began, oldest first.
    const std::deque<WallTime>& begun() const { return begun_; }

private:
    void take_effect(const HttpRequest& request, WallTime left_at, HttpResponse& response);
    void land_late(const HttpRequest& request, WallTime answered_at, Duration late);
    void answer_at(WallTime time, Done done, std::function<Result<HttpResponse>()> answer);

    const VirtualClock& clock_;
    Timetable& timetable_;
    StatuspageModel& model_;
    Faults& faults_;
    PageLinkHooks hooks_;
    std::deque<WallTime> begun_;
    bool refuses_ = false;
    std::uint64_t process_ = 0;
    std::size_t under_way_ = 0;  // Requests that have not had their effect or answer.
};

}  // namespace tocsin
