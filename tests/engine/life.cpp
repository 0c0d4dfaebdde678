#include "tests/engine/life.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin {

Life& Life::fire(const std::string& name, const std::string& severity,
                 const std::string& component) {
    AlertBuilder alert = an_alert().firing(name).severity(severity).since(now_);
    if (!component.empty()) alert.component(component);
    last_[name] = alert;
    return receive(alert);
}

Life& Life::resolve(const std::string& name) {
    Alert alert = last_.at(name);
    alert.state = AlertState::resolved;
    alert.ends_at = now_;
    return receive(alert);
}

Life& Life::late_copy(const std::string& name) {
    return receive(last_.at(name));
}

Life& Life::receive(const Alert& seen) {
    const AlertId id = alert_id_of(the_source(), seen.fingerprint);
    const auto known = alerts_.find(id);
    const Sighting sighting =
        see(known == alerts_.end() ? nullptr : &known->second, the_source(), seen, 10min, now_);
    const auto member = members_.find(id);
    if (member != members_.end()) {
        tally_.remove(member->second, known->second, "alertmanager");
        tally_.add(member->second, sighting.record, "alertmanager");
    }
    alerts_.insert_or_assign(id, sighting.record);
    if (sighting.sight == Sight::began && member == members_.end()) {
        members_.emplace(id, rule_);
        tally_.add(rule_, sighting.record, "alertmanager");
    }
    const bool plans = rule_->kind == RuleKind::maintenance;
    if (sighting.sight == Sight::again && !plans) return *this;
    if (!begun_ || incident_.phase == Phase::closed) {
        begun_ = true;
        const Labels group({{"service", "checkout"}});
        incident_ = begin_incident(*rule_, IncidentKey("key"), group, nullptr, false, now_);
    }
    const bool alerts_changed = sighting.sight == Sight::began || sighting.sight == Sight::ended;
    if (alerts_changed && incident_.desired.text > 0 && rule_->update &&
        rule_->update->on.contains(Reason::alerts_changed)) {
        incident_.text_reasons.insert(Reason::alerts_changed);
    }
    return judge();
}

Life& Life::begin(Incident incident) {
    begun_ = true;
    incident_ = std::move(incident);
    return judge();
}

std::optional<WallTime> Life::next_due() const {
    std::optional<WallTime> next = next_judgement(incident_.dues, now_);
    for (const auto& [id, alert] : alerts_) {
        if (!alert.doubtful_until) continue;
        const WallTime due = std::max(*alert.doubtful_until, quiet_until_);
        next = std::min(next.value_or(due), due);
    }
    return next;
}

Life& Life::pass(Duration time) {
    const WallTime until = now_ + time;
    for (;;) {
        const auto due = next_due();
        if (!due || *due > until || incident_.phase == Phase::closed) break;
        now_ = *due;
        for (auto& [id, alert] : alerts_) {
            if (!alert.doubtful_until || now_ < std::max(*alert.doubtful_until, quiet_until_))
                continue;
            const AlertRecord fires = age(alert, now_);
            if (members_.contains(id)) {
                tally_.remove(members_.at(id), alert, "alertmanager");
                tally_.add(members_.at(id), fires, "alertmanager");
            }
            alert = fires;
        }
        judge();
    }
    now_ = until;
    return *this;
}

Surroundings Life::surroundings() const {
    Surroundings others;
    others.delivery = delivery ? &*delivery : nullptr;
    others.tokens = tokens;
    others.host = host_;
    others.quiet_until = quiet_until_;
    others.guard = &guard_;
    others.public_count = public_count_;
    others.openings = openings ? &*openings : nullptr;
    return others;
}

Case Life::subject() const {
    return {incident_, tally_, [this] {
                std::vector<const AlertRecord*> records;
                for (const auto& [id, rule] : members_) records.push_back(&alerts_.at(id));
                return records;
            }};
}

Life& Life::judge() {
    take(decide(*rule_, subject(), surroundings(), now_));
    return *this;
}

Life& Life::find(FindingKind kind) {
    take(decide_on(*rule_, subject(), {kind, incident_.id, now_}, surroundings(), now_));
    return *this;
}

void Life::take(Decision decision) {
    const std::uint64_t told = incident_.desired.text;
    incident_ = std::move(decision.incident);
    if (incident_.desired.text > told) texts.push_back(incident_.desired.body);
    if (!decision.reasons.empty()) reasons = decision.reasons;
    if (decision.tokens) tokens = decision.tokens;
    if (decision.openings) openings = decision.openings;
    problems.insert(problems.end(), decision.problems.begin(), decision.problems.end());
    all_reasons.insert(all_reasons.end(), decision.reasons.begin(), decision.reasons.end());
    if (decision.merge_into) merged_into = decision.merge_into;
    if (decision.next_generation) {
        ++next_generations;
        // Its alerts go to the heir.
        std::erase_if(members_, [&](const auto& member) {
            const AlertRecord& alert = alerts_.at(member.first);
            if (alert.state != AlertState::firing) return false;
            tally_.remove(member.second, alert, "alertmanager");
            return true;
        });
    }
    check();
}

void Life::check() {
    if (incident_.phase == Phase::closed) return;
    const Decision again = decide(*rule_, subject(), surroundings(), now_);
    EXPECT_EQ(again.incident, incident_) << "judged again at once, it is different";
    EXPECT_TRUE(again.reasons.empty());
    EXPECT_FALSE(again.tokens.has_value());
    EXPECT_FALSE(again.openings.has_value());
    const auto left = tocsin::next_due(incident_.dues);
    // What waits for a doubtful alert is looked at when the doubt ends.
    const bool waits = tally_.may_fire() > tally_.firing();
    EXPECT_TRUE(!left || *left > now_ || waits) << "a due time was reached and is left behind";
}

Life& Life::tell() {
    const PageState desired = incident_.desired;
    delivery.emplace();
    delivery->incident = incident_.id;
    delivery->page = incident_.page;
    delivery->statuspage_id = StatuspageId("p1");
    delivery->acknowledged = desired;
    delivery->over = is_final(desired.status);
    return *this;
}

Life& Life::begin_telling() {
    if (!delivery) delivery.emplace();
    delivery->incident = incident_.id;
    Intent intent;
    intent.target = incident_.desired;
    intent.state = IntentState::sent;
    delivery->intent = intent;
    return *this;
}

Life& Life::never_told() {
    delivery.reset();
    return *this;
}

Life& Life::quiet_until(WallTime time) {
    quiet_until_ = time;
    return *this;
}

Life& Life::host(const std::string& id) {
    host_ = IncidentId(id);
    return *this;
}

Life& Life::guarded_by(Guard guard) {
    guard_ = std::move(guard);
    return *this;
}

Life& Life::among(std::size_t public_count) {
    public_count_ = public_count;
    return *this;
}

Reason Life::act(ActKind kind) {
    return act(kind, incident_.proposal ? text_mark(*incident_.proposal) : "");
}

Reason Life::act(ActKind kind, const std::string& mark) {
    Decision decision = decide_by_hand(*rule_, subject(), {kind, incident_.id, mark, "alice", now_},
                                       surroundings(), now_);
    const Reason answer = *decision.answer;
    take(std::move(decision));
    return answer;
}

Life& Life::change_rule(const RulePtr& rule) {
    // As a reload does it: the sums are made anew.
    tally_ = {};
    rule_ = rule;
    for (auto& [id, placed_by] : members_) {
        placed_by = rule;
        tally_.add(rule, alerts_.at(id), "alertmanager");
    }
    return *this;
}

ComponentStatus Life::claim(const std::string& alias) const {
    const auto found = incident_.desired.claims.find(component(alias));
    return found == incident_.desired.claims.end() ? ComponentStatus::operational : found->second;
}

}  // namespace tocsin
