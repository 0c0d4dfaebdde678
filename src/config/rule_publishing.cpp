// Whether an incident of a rule is told, whom it waits for, and what keeps a storm from the public.
#include "config/check_keys.hpp"
#include "config/rule_parts.hpp"

namespace tocsin {
namespace {

std::optional<Publish> publish_from(std::string_view word) {
    if (word == "auto") return Publish::auto_;
    if (word == "approval") return Publish::approval;
    if (word == "record") return Publish::record;
    return std::nullopt;
}

Missing missing_from(std::string_view word) {
    if (word == "approval") return Missing::approval;
    return word == "empty" ? Missing::empty : Missing::fallback;
}

Overflow overflow_from(std::string_view word) {
    if (word == "queue") return Overflow::queue;
    if (word == "approval") return Overflow::approval;
    return word == "drop" ? Overflow::drop : Overflow::merge;
}

FlapAction action_from(std::string_view word) {
    if (word == "approval") return FlapAction::approval;
    return word == "suppress" ? FlapAction::suppress : FlapAction::hold;
}

void read_limit(const RulePart& part) {
    if (!fits_kind(part.rule.kind, "limit")) return;
    const auto layers = part.layers.whole("limit");
    if (!layers) return;
    Limit limit;
    limit.incidents = static_cast<std::uint32_t>(layers->integer("incidents"));
    limit.per = layers->duration("per");
    limit.overflow = overflow_from(layers->text("overflow"));
    limit.into = layers->text("into");
    check_length(part, layers->find("into"), name_code_points_max);
    check_guard(part, layers->find("into"), limit.into);
    part.rule.limit = std::move(limit);
}

void read_flap(const RulePart& part) {
    if (!fits_kind(part.rule.kind, "flap")) return;
    const auto layers = part.layers.whole("flap");
    if (!layers) return;
    Flap flap;
    flap.opens = static_cast<std::uint32_t>(layers->integer("opens"));
    flap.within = layers->duration("within");
    flap.action = action_from(layers->text("action"));
    flap.release_after = layers->duration("release_after");
    part.rule.flap = flap;
}

}  // namespace

void read_publishing(const RulePart& part) {
    Rule& rule = part.rule;
    rule.publish = read_by_severity<Publish>(part, part.layers.find("publish"), publish_from);
    // A table without `default` says nothing of the other severities: the built-in default.
    if (!rule.publish.fallback) rule.publish.fallback = Publish::auto_;
    rule.publish_over = part.layers.boolean("publish_over");
    rule.missing = missing_from(part.layers.text("missing"));
    if (const auto layers = part.layers.whole("approval")) {
        rule.approval.timeout = layers->duration("timeout");
        rule.approval.publish_on_timeout = layers->text("on_timeout") == "publish";
    }
}

void read_brakes(const RulePart& part) {
    read_limit(part);
    read_flap(part);
}

void check_guard(const RulePart& part, const Found& found, const std::string& text) {
    const Guard* guard = part.context.guard;
    if (!found || guard == nullptr || !guard->denies(text)) return;
    part.report().error(
        "E207", found.place(), fmt::format("[guard] denies \"{}\"", found.key->str()),
        "it is said where a label is missing or a text is stopped, so it must pass");
}

}  // namespace tocsin
