// Judgement: one decision at work, phase by phase.
//
// The engine's own; decide.hpp is what others see.  Each phase is a member that may move the
// incident on; run() goes through them once in the order of life, so that a rule with `for = 0s`
// opens in the step that began it.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "engine/decide.hpp"

namespace tocsin {

class Judgement {
public:
    Judgement(const Rule& rule, const Case& before, const Surroundings& others, WallTime now);

    void run();
    void take_note(FindingKind kind);
    void obey(const OperatorAct& act);
    Decision take();

private:
    // What a phase would say.
    struct Wording {
        std::string name, body;
        std::set<HeldBy> waits;  // Why a person must look at it first.
    };

    // judgement.cpp: the order of life.
    void judge_pending();
    void judge_open();
    void judge_unseen();
    void judge_monitoring();
    void judge_resolved();
    void judge_ended_by_hand();
    void judge_quiet();
    void note_whether_it_fires();

    // judgement_publish.cpp: coming before the public, or not yet, or never.
    void open(Reason reason);
    void note_opening();
    void note_quiet(std::optional<WallTime> since);
    void publish(Reason reason);
    bool begin_telling(std::set<HeldBy> waits);
    std::set<HeldBy> whom_to_ask() const;
    bool is_storm() const;
    bool is_muted() const;
    void keep_muted();
    void keep_unseen(HeldBy why, Reason reason);
    std::optional<Reason> trouble_with_schedule();
    bool has_token();
    void overflow();

    // judgement_hand.cpp: what waits for a person, and what a person decides.
    void ask(const std::set<HeldBy>& waits, const Wording& words, const PhaseText& phase);
    void ask_nobody();
    void approve(const std::string& mark);
    void discard(const std::string& mark);
    void turn_down(Reason reason);
    void resolve_by_hand();
    void time_out();
    bool is_asked_about(const std::string& mark);
    void refuse(Reason reason) { decision_.reasons.push_back(reason); }

    // judgement_open.cpp: what is said while it goes on.
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

    // judgement_order.cpp: what was ordered.
    void judge_ordered();
    void note_delivery();
    bool is_ordered_over();
    void forget_ordered();
    void end_ordered();

    // What all need.
    bool reached(const std::optional<WallTime>& due) const { return due && now_ >= *due; }
    WallTime after_silence(WallTime due) const { return std::max(due, others_.quiet_until); }
    void step(Reason reason);
    bool say(const PhaseText& phase, IncidentStatus status);
    void put(const std::string& name, const std::string& body, bool notify, bool tweet);
    Wording wording(const PhaseText& phase);
    const PhaseText& text_phase() const;
    IncidentStatus open_status() const;
    IncidentStatus final_status() const;
    TextSubject subject() const;
    std::optional<Impact> impact() const;
    Duration quiet_needed() const;

    const Rule& rule_;
    const Case& before_;
    const Surroundings& others_;
    WallTime now_;
    Incident incident_;
    Decision decision_;
};

}  // namespace tocsin
