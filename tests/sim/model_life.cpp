#include "tests/sim/model_life.hpp"

#include <algorithm>

namespace tocsin {
namespace {

// What is over but not told yet is looked at again so often.
constexpr Duration look_again_after = std::chrono::minutes(1);

}  // namespace

std::optional<Severity> LifeModel::worst(const Service& service) const {
    for (const Severity& severity : rule_.severity.order) {
        for (const auto& [alert, of] : service.firing) {
            if (of == severity) return severity;
        }
    }
    return std::nullopt;
}

Publish LifeModel::publish(const Service& service) const {
    Publish most = Publish::record;
    for (const auto& [alert, severity] : service.firing) {
        const auto said = rule_.publish.values.find(severity);
        most = std::max(
            most, said == rule_.publish.values.end() ? *rule_.publish.fallback : said->second);
    }
    return most;
}

void LifeModel::go_public(Generation& one) {
    one.standing = Standing::public_;
    one.asked_until.reset();
    one.is_told = false;
}

// When time alone may change something.
std::vector<WallTime> LifeModel::looks_at(const Generation& one) const {
    std::vector<WallTime> times;
    if (one.phase == Phase::pending) times.push_back(one.began_at + rule_.for_);
    if (one.asked_until) times.push_back(*one.asked_until);
    if (one.lower_since) times.push_back(*one.lower_since + rule_.keep_firing_for);
    if (one.gone_since) times.push_back(*one.gone_since + rule_.keep_firing_for);
    if (one.watched_since) times.push_back(*one.watched_since + rule_.monitoring->hold);
    if (one.closes_at) times.push_back(*one.closes_at);
    return times;
}

void LifeModel::move_to(WallTime now) {
    while (true) {
        std::optional<WallTime> next;
        for (const auto& [name, service] : services_) {
            for (const Generation& one : service.generations) {
                for (const WallTime at : looks_at(one)) {
                    if (at > now_ && at <= now) next = std::min(next.value_or(at), at);
                }
            }
        }
        if (!next) break;
        now_ = *next;
        for (auto& [name, service] : services_) live(service, now_);
    }
    now_ = now;
}

void LifeModel::live(Service& service, WallTime now) {
    for (std::size_t i = 0; i < service.generations.size(); ++i) {
        const bool is_newest = i + 1 == service.generations.size();
        live_once(service, service.generations[i], is_newest, now);
        if (!next_) continue;
        // It is the newest now, and is lived next.
        service.generations.push_back(*next_);
        next_.reset();
    }
    std::erase_if(service.generations,
                  [](const Generation& one) { return one.phase == Phase::closed; });
}

void LifeModel::live_once(Service& service, Generation& one, bool is_newest, WallTime now) {
    if (one.standing == Standing::quiet) live_quiet(service, one, now);
    if (one.standing == Standing::quiet) return;
    if (one.phase == Phase::pending) live_pending(service, one, now);
    if (one.phase == Phase::open) live_open(service, one, now);
    if (one.phase == Phase::monitoring) {
        if (!service.firing.empty())
            come_back(service, one, now);
        else if (now >= *one.watched_since + rule_.monitoring->hold)
            be_over(one, now);
    }
    if (one.phase == Phase::resolved) live_resolved(service, one, is_newest, now);
}

void LifeModel::live_pending(const Service& service, Generation& one, WallTime now) {
    if (service.firing.empty()) {
        one.phase = Phase::closed;
        return;
    }
    if (!one.is_relapse && now < one.began_at + rule_.for_) return;
    one.phase = Phase::open;
    one.shown = worst(service);
    one.standing = Standing::recorded;
    come_out(service, one, now);
}

// What the rule says of an incident that nobody sees yet.
void LifeModel::come_out(const Service& service, Generation& one, WallTime now) const {
    const Publish says = publish(service);
    // Nobody's silence lets go what is only to be recorded now.
    const bool is_free = one.standing == Standing::held && one.waived && says == Publish::approval;
    if (says == Publish::auto_ || is_free) return go_public(one);
    if (one.standing == Standing::held || says == Publish::record) return;
    one.standing = Standing::held;
    one.asked_until = now + rule_.approval.timeout;
}

void LifeModel::follow_severity(const Service& service, Generation& one, WallTime now) const {
    const auto present = worst(service);
    if (!present || *present == *one.shown) return one.lower_since.reset();
    if (!is_worse(rule_.severity, *present, *one.shown)) {
        if (!one.lower_since) one.lower_since = now;
        if (now < *one.lower_since + rule_.keep_firing_for) return;
    }
    one.shown = present;
    one.lower_since.reset();
}

// Nobody answered: the rule decides, whether anything fires at this moment or not.
void LifeModel::time_out(Generation& one) const {
    one.asked_until.reset();
    one.waived = rule_.approval.publish_on_timeout;
    if (one.waived) return;
    one.standing = Standing::quiet;
    one.timed_out = true;
    one.gone_since.reset();
    one.lower_since.reset();
}

void LifeModel::live_open(const Service& service, Generation& one, WallTime now) {
    follow_severity(service, one, now);
    if (one.asked_until && now >= *one.asked_until) time_out(one);
    if (one.standing == Standing::quiet) return live_quiet(service, one, now);
    if (!service.firing.empty()) {
        one.gone_since.reset();
        if (one.standing == Standing::public_) return;
        return come_out(service, one, now);
    }
    if (!one.gone_since) one.gone_since = now;
    if (now < *one.gone_since + rule_.keep_firing_for) return;
    if (one.standing != Standing::public_ || !rule_.monitoring) return be_over(one, now);
    one.phase = Phase::monitoring;
    one.gone_since.reset();
    one.watched_since = now;
    one.is_told = false;
}

void LifeModel::be_over(Generation& one, WallTime now) const {
    one.phase = Phase::resolved;
    one.gone_since.reset();
    one.watched_since.reset();
    one.asked_until.reset();
    one.closes_at = now + rule_.reopen_within;
    one.is_told = false;
    // What nobody saw, nobody hears the end of.
    if (one.page == Page::nothing) one.standing = Standing::recorded;
}

// Open again, as the same incident.
void LifeModel::come_back(const Service& service, Generation& one, WallTime now) const {
    one.phase = Phase::open;
    one.gone_since.reset();
    one.watched_since.reset();
    one.closes_at.reset();
    one.lower_since.reset();
    one.waived = false;
    one.is_told = false;
    one.shown = worst(service);
    if (one.standing != Standing::public_) return come_out(service, one, now);
    // Nobody has seen it yet, and its text is another now: who must be asked is asked anew.
    if (one.page != Page::nothing || publish(service) == Publish::auto_) return;
    one.standing = Standing::held;
    one.asked_until = now + rule_.approval.timeout;
}

void LifeModel::live_quiet(const Service& service, Generation& one, WallTime now) {
    const auto present = worst(service);
    if (present) {
        one.gone_since.reset();
        const bool rose = one.timed_out && is_worse(rule_.severity, *present, *one.shown);
        if (!rose || publish(service) != Publish::auto_) return;
        one.timed_out = false;
        one.shown = present;
        return go_public(one);
    }
    if (!one.gone_since) one.gone_since = now;
    if (now >= *one.gone_since + rule_.keep_firing_for) one.phase = Phase::closed;
}

void LifeModel::live_resolved(Service& service, Generation& one, bool is_newest, WallTime now) {
    if (is_newest && !service.firing.empty()) {
        const bool was_told = one.standing == Standing::public_ && one.page == Page::over;
        const bool same = rule_.reopen_as == ReopenAs::same && publish(service) == Publish::auto_;
        if (!was_told || same) return come_back(service, one, now);
        one.closes_at = now;
        next_ = Generation{};
        next_->began_at = now;
        next_->is_relapse = true;
    }
    if (now < *one.closes_at) return;
    if (one.standing != Standing::public_ || one.is_told)
        one.phase = Phase::closed;
    else
        one.closes_at = now + look_again_after;
}

void LifeModel::hear(const std::string& name, const std::string& alert, const Severity& severity,
                     bool fires, WallTime now) {
    Service& service = services_[name];
    if (fires)
        service.firing.emplace(alert, severity);
    else
        service.firing.erase(alert);
    if (fires && service.generations.empty()) {
        service.generations.emplace_back();
        service.generations.back().began_at = now;
    }
    live(service, now);
}

void LifeModel::page_hears(const std::string& name, std::size_t generation) {
    Generation& one = services_.at(name).generations.at(generation);
    one.page = one.phase == Phase::resolved ? Page::over : Page::open;
    one.is_told = true;
}

void LifeModel::approve(const std::string& name, WallTime now) {
    Service& service = services_.at(name);
    go_public(service.generations.back());
    live(service, now);
}

void LifeModel::discard(const std::string& name, WallTime now) {
    Service& service = services_.at(name);
    Generation& one = service.generations.back();
    one.standing = Standing::quiet;
    one.asked_until.reset();
    one.gone_since.reset();
    one.lower_since.reset();
    live(service, now);
}

void LifeModel::resolve(const std::string& name, WallTime now) {
    Service& service = services_.at(name);
    Generation& one = service.generations.back();
    one.standing = Standing::quiet;
    one.gone_since.reset();
    one.watched_since.reset();
    one.lower_since.reset();
    live(service, now);
}

LifeState LifeModel::state_of(const std::string& name) const {
    LifeState state;
    const auto at = services_.find(name);
    if (at == services_.end()) return state;
    for (const Generation& one : at->second.generations) {
        const bool is_over = one.standing == Standing::quiet;
        // Of what stays quiet it does not matter where it stopped.
        state.emplace_back(is_over ? Phase::open : one.phase, one.standing);
    }
    return state;
}

}  // namespace tocsin
