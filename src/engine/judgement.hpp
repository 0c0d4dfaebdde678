// Judgement: one decision at work, phase by phase.
//
// The engine's own; decide.hpp is what others see.  Each phase is a member that may move the
// incident on; run() goes through them once in the order of life, so that a rule with `for = 0s`
// opens in the step that began it.
#pragma once

#include <optional>

#include "engine/decide.hpp"

namespace tocsin {

class Judgement {
public:
    Judgement(const Rule& rule, const Case& before, const Surroundings& others, WallTime now);

    void run();
    void take_note(FindingKind kind);
    Decision take();

private:
    // judgement.cpp: the order of life.
    void judge_pending();
    void judge_open();
    void judge_monitoring();
    void judge_resolved();
    void judge_quiet();
    void note_whether_it_fires();

    // judgement_open.cpp: coming before the public, and what is said while it goes on.
    void open(Reason reason);
    void publish(Reason reason);
    bool take_schedule();
    bool take_token();
    void overflow();
    void follow_severity();
    void follow_claims();
    ComponentStates present_claims();
    void follow_schedule();
    void say_update_if_due();
    void take_up_again();
    void return_to_open(Reason reason);

    // judgement_over.cpp: how it ends.
    void recover();
    void resolve();
    void keep_in_store(Reason reason);
    void tell_afterwards();
    void refuse_reopening();
    void fire_after_resolve();
    void begin_anew(Reason reason);
    bool is_over_by_plan() const;
    void go_on_untold();
    bool may_reopen();

    // What both need.
    bool reached(const std::optional<WallTime>& due) const { return due && now_ >= *due; }
    WallTime after_silence(WallTime due) const { return std::max(due, others_.quiet_until); }
    void step(Reason reason);
    void say(const PhaseText& phase, IncidentStatus status);
    const PhaseText& text_phase() const;
    IncidentStatus open_status() const;
    IncidentStatus final_status() const;
    TextSubject subject() const;
    std::string take_text(PublicText text);
    std::optional<Impact> impact() const;

    const Rule& rule_;
    const Case& before_;
    const Surroundings& others_;
    WallTime now_;
    Incident incident_;
    Decision decision_;
};

}  // namespace tocsin
