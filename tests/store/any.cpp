#include "tests/store/any.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <type_traits>
#include <variant>

#include "store/codec_json.hpp"
#include "store/describe.hpp"
#include "store/stored_words.hpp"

namespace tocsin::any {
namespace {

template <class Enum>
std::size_t count_of() {
    if constexpr (has_own_words<Enum>) {
        return own_words<Enum>.size();
    } else if constexpr (std::is_same_v<Enum, Reason>) {
        return static_cast<std::size_t>(Reason::letter_dropped) + 1;
    } else {
        return words_of<Enum>().size();
    }
}

// The archive that fills.
class Filler {
public:
    explicit Filler(Rng& rng) : rng_(rng) {}

    template <class T>
    void operator()(std::string_view, T& value) {
        fill(value);
    }

    template <class T>
    void fill(T& value) {
        if constexpr (std::is_same_v<T, bool>) {
            value = rng_.below(2) == 0;
        } else if constexpr (std::is_integral_v<T>) {
            fill_integer(value);
        } else if constexpr (std::is_enum_v<T>) {
            value = static_cast<T>(rng_.below(count_of<T>()));
        } else if constexpr (std::is_same_v<T, double>) {
            value = rng_.uniform() * 100;
        } else if constexpr (std::is_same_v<T, std::string>) {
            value = text(rng_);
        } else if constexpr (is_a<T, Strong>) {
            value.value = text(rng_);
        } else if constexpr (std::is_same_v<T, WallTime>) {
            value = time(rng_);
        } else if constexpr (std::is_same_v<T, Labels>) {
            value = labels(rng_);
        } else if constexpr (std::is_same_v<T, PageCall>) {
            fill_call(value, std::make_index_sequence<std::variant_size_v<PageCall>>());
        } else {
            fill_more(value);
        }
    }

private:
    template <class T>
    void fill_integer(T& value) {
        switch (rng_.below(4)) {
            case 0:
                value = std::numeric_limits<T>::max();
                break;
            case 1:
                value = std::numeric_limits<T>::min();
                break;
            default:
                value = static_cast<T>(rng_.below(100));
                break;
        }
    }

    template <class T>
    void fill_more(std::optional<T>& value) {
        value.reset();
        if (rng_.below(2) == 0) fill(value.emplace());
    }
    template <class T>
    void fill_more(std::vector<T>& values) {
        values.resize(rng_.below(4));
        for (T& value : values) fill(value);
    }
    template <class T>
    void fill_more(std::set<T>& values) {
        for (auto left = rng_.below(4); left > 0; --left) {
            T value{};
            fill(value);
            values.insert(value);
        }
    }
    template <class Key, class T>
    void fill_more(std::map<Key, T>& values) {
        for (auto left = rng_.below(4); left > 0; --left) {
            Key key;
            fill(key);
            fill(values[key]);
        }
    }
    template <class T>
    void fill_more(T& record) {
        describe(*this, record);
    }

    template <std::size_t... index>
    void fill_call(PageCall& call, std::index_sequence<index...>) {
        const std::size_t chosen = rng_.below(sizeof...(index));
        ((index == chosen ? void(call.emplace<index>()) : void()), ...);
        std::visit([this](auto& what) { describe(*this, what); }, call);
    }

    Rng& rng_;
};

// Few enough to meet again.
template <class Name>
Name one_of(Rng& rng, const char* stem) {
    return Name(stem + std::to_string(rng.below(5)));
}

}  // namespace

std::string text(Rng& rng) {
    static const std::vector<std::string> nasty{
        "",          "\"",        "\\", "\n\t\r", std::string("a\0b", 3),
        "\xFF\xFE",  "\xC3",      "é…", "\u202E", "'); DROP TABLE entries; --",
        "{\"a\":1}", "\U0001F525"};
    std::string made;
    for (auto left = rng.below(4); left > 0; --left) {
        if (rng.below(3) == 0)
            made += nasty[rng.below(nasty.size())];
        else
            made += "word" + std::to_string(rng.below(1000));
    }
    return made;
}

WallTime time(Rng& rng) {
    if (rng.below(20) == 0) return from_micros(-static_cast<std::int64_t>(rng.below(1U << 30)));
    return from_micros(1'790'000'000'000'000 + static_cast<std::int64_t>(rng.below(1ULL << 45)));
}

Labels labels(Rng& rng) {
    std::vector<Labels::OwnedPair> pairs;
    for (auto left = rng.below(5); left > 0; --left) {
        pairs.emplace_back("name" + text(rng), text(rng));
    }
    return Labels(pairs);
}

Webhook webhook(Rng& rng) {
    Webhook made{WebhookId("W" + std::to_string(rng.next())), SourceName(text(rng)), time(rng), {}};
    made.envelope = {text(rng), text(rng), text(rng)};
    for (auto left = rng.below(3); left > 0; --left)
        made.envelope.kept.add("Field-" + std::to_string(left),
                               "va: lue " + std::to_string(rng.next()));
    if (rng.below(3) == 0) made.replay_mark = ReplayMark{text(rng), time(rng)};
    if (rng.below(4) == 0) made.envelope.body.append(rng.below(20'000), 'x');
    return made;
}

Finding finding(Rng& rng) {
    Finding made{FindingKind::closed_by_person, {}, time(rng)};
    Filler filler(rng);
    filler.fill(made.kind);
    if (made.kind == FindingKind::absent_at_sender) {
        describe_detail(filler, made.absence);
        filler.fill(made.absence.source);
    } else {
        filler.fill(made.incident);
    }
    return made;
}

OperatorAct act(Rng& rng) {
    OperatorAct made{ActKind::approve, IncidentId(text(rng)), text(rng), text(rng), time(rng)};
    Filler(rng).fill(made.kind);
    return made;
}

RejectedWebhook rejected(Rng& rng) {
    RejectedWebhook made{webhook(rng), static_cast<unsigned>(400 + rng.below(30)), text(rng)};
    made.webhook.replay_mark.reset();  // Only what is stored as accepted has a replay.
    return made;
}

AlertRecord alert(Rng& rng) {
    AlertRecord row;
    auto& [id, source, fingerprint, state, unroutable, alert_labels, annotations, starts_at,
           ends_at, changed_at, received_at, doubtful_until, placed_under, group, missing_since] =
        row;
    Filler filler(rng);
    filler.fill(source);
    fingerprint.value = std::to_string(rng.below(20));
    id = alert_id_of(source, fingerprint);
    filler.fill(state);
    filler.fill(alert_labels);
    filler.fill(annotations);
    filler.fill(starts_at);
    filler.fill(ends_at);
    filler.fill(changed_at);
    filler.fill(received_at);
    filler.fill(doubtful_until);
    filler.fill(placed_under);
    filler.fill(unroutable);
    filler.fill(group);
    filler.fill(missing_since);
    return row;
}

Incident incident(Rng& rng) {
    Incident row;
    Filler filler(rng);
    describe_detail(filler, row);
    row.id.value = "I" + std::to_string(rng.next());
    filler.fill(row.key);
    row.page = one_of<PageName>(rng, "page");
    filler.fill(row.rule);
    row.rule_version = one_of<RuleVersion>(rng, "version");
    filler.fill(row.kind);
    filler.fill(row.group_labels);
    filler.fill(row.phase);
    filler.fill(row.standing);
    filler.fill(row.severity);
    filler.fill(row.worst);
    filler.fill(row.created_at);
    filler.fill(row.opened_at);
    filler.fill(row.resolved_at);
    filler.fill(row.updated_at);
    filler.fill(row.reason);
    return row;
}

DeliveryRecord delivery(Rng& rng) {
    DeliveryRecord row;
    Filler filler(rng);
    describe_detail(filler, row);
    filler.fill(row.incident);
    filler.fill(row.page);
    filler.fill(row.statuspage_id);
    filler.fill(row.failures);
    filler.fill(row.failing_since);
    filler.fill(row.next_try_at);
    filler.fill(row.resent);
    filler.fill(row.gone);
    filler.fill(row.over);
    return row;
}

PageRecord page(Rng& rng) {
    PageRecord row;
    Filler filler(rng);
    describe_detail(filler, row);
    row.page = one_of<PageName>(rng, "page");
    filler.fill(row.parked_until);
    filler.fill(row.parked_why);
    return row;
}

BucketRecord bucket(Rng& rng) {
    BucketRecord row;
    Filler filler(rng);
    describe_detail(filler, row);
    row.bucket = one_of<BucketName>(rng, "bucket");
    filler.fill(row.blocked_until);
    filler.fill(row.parked_until);
    filler.fill(row.parked_why);
    filler.fill(row.failures);
    filler.fill(row.breaker_until);
    filler.fill(row.slots);
    return row;
}

TokenBucket tokens(Rng& rng) {
    return {one_of<RuleName>(rng, "rule"), rng.uniform() * 10, time(rng)};
}

OpeningRecord opening(Rng& rng) {
    OpeningRecord row;
    Filler filler(rng);
    describe_detail(filler, row);
    row.key = one_of<IncidentKey>(rng, "key");
    filler.fill(row.is_flapping);
    filler.fill(row.quiet_since);
    filler.fill(row.forget_at);
    return row;
}

TimelineRow timeline_row(Rng& rng) {
    TimelineRow row{one_of<IncidentId>(rng, "incident"), time(rng), text(rng), {}, text(rng)};
    Filler(rng).fill(row.reason);
    return row;
}

RuleText rule(Rng& rng) {
    return {one_of<RuleVersion>(rng, "version"), RuleName(text(rng)), text(rng)};
}

Changes History::next() {
    Changes changes;
    if (rng_.below(2) == 0) changes.alerts.push_back(alert(rng_));
    for (const AlertRecord& row : changes.alerts) {
        (row.fingerprint.value.size() % 2 == 0 ? alerts_ : loners_).push_back(row.id);
    }
    if (!loners_.empty() && rng_.below(3) == 0) {
        const AlertId id = loners_[rng_.below(loners_.size())];
        const bool is_written = !changes.alerts.empty() && changes.alerts.front().id == id;
        if (!is_written) changes.alerts_forgotten.push_back(id);
    }
    change_members(changes);
    change_incidents(changes);
    if (rng_.below(4) == 0) changes.pages.push_back(page(rng_));
    if (rng_.below(4) == 0) changes.buckets.push_back(bucket(rng_));
    if (rng_.below(4) == 0) changes.tokens.push_back(tokens(rng_));
    if (rng_.below(3) == 0) changes.openings.push_back(opening(rng_));
    if (rng_.below(5) == 0) changes.openings_forgotten.push_back(one_of<IncidentKey>(rng_, "key"));
    if (rng_.below(3) == 0) changes.timeline.push_back(timeline_row(rng_));
    if (rng_.below(3) == 0) changes.rules.push_back(rule(rng_));
    if (rng_.below(3) == 0) changes.cursor = Sequence{cursor_.value += rng_.below(3)};
    if (rng_.below(3) == 0) changes.alive_at = time(rng_);
    return changes;
}

void History::change_members(Changes& changes) {
    if (open_.empty() || alerts_.empty()) return;
    const auto any_member = [this] {
        return Member{open_[rng_.below(open_.size())].id, alerts_[rng_.below(alerts_.size())],
                      RuleName(text(rng_))};
    };
    if (rng_.below(2) == 0) changes.members.push_back(any_member());
    if (rng_.below(4) == 0) changes.members_gone.push_back(any_member());
}

void History::change_incidents(Changes& changes) {
    if (!open_.empty() && rng_.below(2) == 0) {
        DeliveryRecord row = delivery(rng_);
        row.incident = open_[rng_.below(open_.size())].id;
        changes.deliveries.push_back(std::move(row));
    }
    Incident row = incident(rng_);
    if (!open_.empty() && rng_.below(2) == 0) {
        const std::size_t at = rng_.below(open_.size());
        row.id = open_[at].id;
        open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(at));
    }
    if (row.phase != Phase::closed) open_.push_back(row);
    changes.incidents.push_back(std::move(row));
}

}  // namespace tocsin::any
