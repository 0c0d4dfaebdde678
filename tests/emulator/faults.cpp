#include "tests/emulator/faults.hpp"

#include <array>
#include <boost/json/value.hpp>

namespace tocsin {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 7> fault_words{
    "none",          "drop_before_apply", "drop_after_apply",  "reset_mid_body",
    "truncate_body", "never_answer",      "close_after_answer"};
constexpr std::array<std::string_view, 7> framing_words{
    "plain", "chunked", "chunked_trailers", "gzip", "continue_first", "http_1_0", "twice"};
// As much as a test machine has to spare.
constexpr std::int64_t answer_bytes_max = 256L * 1024 * 1024;

bool read_count(const json::value& value, std::uint64_t& count, std::int64_t least) {
    if (!value.is_int64() || value.get_int64() < least) return false;
    count = static_cast<std::uint64_t>(value.get_int64());
    return true;
}

bool read_wait(const json::value& value, Duration& wait) {
    if (!value.is_string()) return false;
    const auto parsed = parse_duration(std::string_view(value.get_string()));
    if (parsed) wait = *parsed;
    return parsed.has_value();
}

bool read_word(const json::value& value, std::string& word) {
    if (!value.is_string()) return false;
    word = std::string(value.get_string());
    return true;
}

template <class Enum, std::size_t count>
bool read_one_of(const std::array<std::string_view, count>& words, const json::value& value,
                 Enum& read) {
    if (!value.is_string()) return false;
    for (std::size_t i = 0; i < count; ++i) {
        if (words[i] != std::string_view(value.get_string())) continue;
        read = static_cast<Enum>(i);
        return true;
    }
    return false;
}

bool read_chance(const json::value& value, double& chance) {
    if (!value.is_number()) return false;
    chance = value.to_number<double>();
    return chance >= 0 && chance <= 1;
}

bool read_status(const json::value& value, unsigned& status) {
    if (!value.is_int64() || value.get_int64() < 400 || value.get_int64() > 599) return false;
    status = static_cast<unsigned>(value.get_int64());
    return true;
}

bool read_size(const json::value& value, std::uint64_t& bytes) {
    return read_count(value, bytes, 0) && value.get_int64() <= answer_bytes_max;
}

// Whether there is a member of that name; `fits` tells whether its value is of its kind.
bool read_wait_member(FaultRule& rule, std::string_view name, const json::value& value,
                      bool& fits) {
    if (name == "delay_reading") return fits = read_wait(value, rule.delay_reading), true;
    if (name == "delay_before") return fits = read_wait(value, rule.delay_before), true;
    if (name == "delay_after") return fits = read_wait(value, rule.delay_after), true;
    if (name == "delay_between_bytes")
        return fits = read_wait(value, rule.delay_between_bytes), true;
    if (name == "late") return fits = read_wait(value, rule.late.emplace()), true;
    return false;
}

// As read_wait_member().
bool read_member(FaultRule& rule, std::string_view name, const json::value& value, bool& fits) {
    if (read_wait_member(rule, name, value, fits)) return true;
    if (name == "method") return fits = read_word(value, rule.method), true;
    if (name == "path") return fits = read_word(value, rule.path), true;
    if (name == "nth") return fits = read_count(value, rule.nth, 1), true;
    if (name == "times") return fits = read_count(value, rule.times, 0), true;
    if (name == "probability") return fits = read_chance(value, rule.probability), true;
    if (name == "fault") return fits = read_one_of(fault_words, value, rule.fault), true;
    if (name == "framing") return fits = read_one_of(framing_words, value, rule.framing), true;
    if (name == "twist") return fits = read_one_of(twist_words, value, rule.twist), true;
    if (name == "answer_bytes") return fits = read_size(value, rule.answer_bytes), true;
    if (name == "status") return fits = read_status(value, rule.status), true;
    if (name == "after_apply") {
        fits = value.is_bool();
        if (fits) rule.after_apply = value.get_bool();
        return true;
    }
    if (name == "retry_after") {
        std::string text;
        fits = read_word(value, text);
        rule.retry_after = text;
        return true;
    }
    return false;
}

json::object show_rule(const FaultRule& rule) {
    json::object shown{{"method", rule.method},
                       {"path", rule.path},
                       {"nth", rule.nth},
                       {"times", rule.times},
                       {"probability", rule.probability},
                       {"fault", json::string(word_of_fault(rule.fault))},
                       {"after_apply", rule.after_apply},
                       {"twist", json::string(word_of_twist(rule.twist))},
                       {"framing", json::string(word_of_framing(rule.framing))},
                       {"answer_bytes", rule.answer_bytes},
                       {"delay_reading", format_duration(rule.delay_reading)},
                       {"delay_before", format_duration(rule.delay_before)},
                       {"delay_after", format_duration(rule.delay_after)},
                       {"delay_between_bytes", format_duration(rule.delay_between_bytes)}};
    if (rule.status != 0) shown["status"] = rule.status;
    if (rule.retry_after) shown["retry_after"] = json::string(*rule.retry_after);
    if (rule.late) shown["late"] = json::string(format_duration(*rule.late));
    return shown;
}

Result<void> check_together(const FaultRule& rule) {
    if (rule.status != 0 && rule.fault != Fault::none && rule.fault != Fault::close_after_answer) {
        return refused("a fault has either a status or a fault of the connection");
    }
    if (rule.status != 0 && rule.twist != Twist::none) {
        return refused("a fault has either a status or a twist");
    }
    if (rule.status == 0 && rule.retry_after) return refused("\"retry_after\" needs a status");
    if (rule.late && !fails_before_effect(rule)) {
        return refused("\"late\" needs a status or a fault without effect");
    }
    return success();
}

}  // namespace

std::string_view word_of_fault(Fault fault) {
    return fault_words[static_cast<std::size_t>(fault)];
}

std::string_view word_of_framing(Framing framing) {
    return framing_words[static_cast<std::size_t>(framing)];
}

bool fails_before_effect(const FaultRule& rule) {
    if (rule.fault == Fault::drop_before_apply) return true;
    return (rule.status != 0 || rule.fault == Fault::never_answer) && !rule.after_apply;
}

bool fits_pattern(std::string_view pattern, std::string_view text) {
    // The last star seen, and where in the text what it stands for ends for now.
    std::size_t star = std::string_view::npos;
    std::size_t star_end = 0;
    std::size_t p = 0;
    std::size_t t = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            star_end = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++star_end;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

void FaultBook::replace(std::vector<FaultRule> rules) {
    rows_.clear();
    for (FaultRule& rule : rules) add(std::move(rule));
}

void FaultBook::add(FaultRule rule) {
    rows_.push_back({std::move(rule), 0, 0});
}

std::optional<FaultRule> FaultBook::choose(std::string_view method, std::string_view path,
                                           Rng& rng) {
    std::optional<FaultRule> chosen;
    for (Row& row : rows_) {
        const FaultRule& rule = row.rule;
        if (!rule.method.empty() && rule.method != method) continue;
        if (!rule.path.empty() && !fits_pattern(rule.path, path)) continue;
        ++row.seen;
        if (chosen || row.seen < rule.nth) continue;
        if (rule.times > 0 && row.hit >= rule.times) continue;
        if (rule.probability < 1 && rng.uniform() >= rule.probability) continue;
        ++row.hit;
        chosen = rule;
    }
    return chosen;
}

void FaultBook::forget_counts() {
    for (Row& row : rows_) row.seen = row.hit = 0;
}

json::array FaultBook::as_json() const {
    json::array shown;
    for (const Row& row : rows_) {
        json::object rule = show_rule(row.rule);
        rule["seen"] = row.seen;
        rule["hit"] = row.hit;
        shown.push_back(std::move(rule));
    }
    return shown;
}

Result<FaultRule> read_fault_rule(const json::object& written) {
    FaultRule rule;
    for (const auto& member : written) {
        bool fits = false;
        const std::string name(member.key());
        if (!read_member(rule, name, member.value(), fits)) {
            return refused("a fault has no member \"" + name + "\"");
        }
        if (!fits) return refused("the value of \"" + name + "\" is not one it can take");
    }
    TRYV(check_together(rule));
    return rule;
}

Result<std::vector<FaultRule>> read_fault_rules(const json::array& written) {
    std::vector<FaultRule> rules;
    for (const json::value& element : written) {
        if (!element.is_object()) return refused("a fault is a JSON object");
        TRY(auto rule, read_fault_rule(element.get_object()));
        rules.push_back(std::move(rule));
    }
    return rules;
}

}  // namespace tocsin
