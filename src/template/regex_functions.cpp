#include "template/regex_functions.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "base/text.hpp"

namespace tocsin {
namespace {

using Arguments = std::span<const Value>;
using Groups = std::vector<re2::StringPiece>;

re2::StringPiece piece(std::string_view text) {
    return {text.data(), text.size()};
}

// Instructions times bytes that cost one more step.
constexpr std::size_t work_per_step = 4096;

Result<void> spend_search(Workspace& workspace, const re2::RE2& pattern, std::size_t bytes) {
    return workspace.spend(static_cast<std::size_t>(pattern.ProgramSize()) * bytes / work_per_step);
}

// "$1", "${name}", "$$": what stands after a "$" of a replacement (Go's regexp.Expand).
struct GroupName {
    std::string name;
    std::size_t length;  // Bytes after the "$".
};

std::optional<GroupName> group_name(std::string_view rest) {
    static const re2::RE2 plain("([\\pL\\p{Nd}_]+)"), braced("\\{([\\pL\\p{Nd}_]+)\\}");
    re2::StringPiece left = piece(rest);
    std::string name;
    const bool found =
        re2::RE2::Consume(&left, plain, &name) || re2::RE2::Consume(&left, braced, &name);
    if (!found) return std::nullopt;
    return GroupName{name, rest.size() - left.size()};
}

void append_group(std::string& made, const std::string& name, const re2::RE2& pattern,
                  const Groups& groups) {
    const bool leading_zero = name.size() > 1 && name.front() == '0';
    const bool digits = name.find_first_not_of("0123456789") == std::string::npos;
    std::size_t index = groups.size();
    if (digits && !leading_zero && name.size() < 9) {
        index = std::stoul(name);
    } else {
        // Go takes the first group of that name that took part; RE2 refuses a name twice.
        const auto& named = pattern.NamedCapturingGroups();
        const auto found = named.find(name);
        if (found != named.end()) index = static_cast<std::size_t>(found->second);
    }
    if (index < groups.size() && groups[index].data() != nullptr) {
        made.append(groups[index].data(), groups[index].size());
    }
}

void append_replacement(std::string& made, std::string_view replacement, const re2::RE2& pattern,
                        const Groups& groups) {
    for (;;) {
        const std::size_t dollar = replacement.find('$');
        made += replacement.substr(0, dollar);
        if (dollar == std::string_view::npos) return;
        replacement.remove_prefix(dollar + 1);
        if (replacement.substr(0, 1) == "$") {
            made += '$';
            replacement.remove_prefix(1);
        } else if (const auto group = group_name(replacement)) {
            append_group(made, group->name, pattern, groups);
            replacement.remove_prefix(group->length);
        } else {
            made += '$';
        }
    }
}

std::size_t width_at(std::string_view text, std::size_t at) {
    std::string_view rest = text.substr(at);
    if (rest.empty()) return 1;
    take_code_point(rest);
    return text.size() - at - rest.size();
}

// Go's ReplaceAllString, also in what it does between empty matches.
Result<std::string> replaced(const re2::RE2& pattern, std::string_view text,
                             std::string_view replacement, Workspace& workspace) {
    Groups groups(static_cast<std::size_t>(pattern.NumberOfCapturingGroups()) + 1);
    std::string made;
    std::size_t copied = 0;
    for (std::size_t at = 0; at <= text.size();) {
        TRYV(workspace.spend(1));
        TRYV(spend_search(workspace, pattern, text.size() - at));
        if (!pattern.Match(piece(text), at, text.size(), re2::RE2::UNANCHORED, groups.data(),
                           static_cast<int>(groups.size()))) {
            break;
        }
        const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
        const std::size_t end = begin + groups[0].size();
        made += text.substr(copied, begin - copied);
        if (end > copied || begin == 0) append_replacement(made, replacement, pattern, groups);
        if (made.size() > workspace.bytes_max()) {
            return refused("more than " + std::to_string(workspace.bytes_max()) + " bytes of text");
        }
        copied = end;
        at = std::max(end, at + width_at(text, at));
    }
    made += text.substr(copied);
    return made;
}

}  // namespace

Result<Value> call_match(Arguments arguments, Workspace& workspace) {
    TRY(const auto pattern, workspace.pattern(arguments[0].as_text()));
    const std::string& text = arguments[1].as_text();
    TRYV(spend_search(workspace, *pattern, text.size()));
    return Value::boolean(re2::RE2::PartialMatch(piece(text), *pattern));
}

Result<Value> call_re_replace_all(Arguments arguments, Workspace& workspace) {
    TRY(const auto pattern, workspace.pattern(arguments[0].as_text()));
    TRY(std::string made,
        replaced(*pattern, arguments[2].as_text(), arguments[1].as_text(), workspace));
    return Value::derived(std::move(made), arguments.data() + 1, arguments.size() - 1);
}

std::string objection_to_pattern(std::string_view pattern, std::span<const KnownKind>) {
    const auto read = read_pattern(pattern);
    return read ? std::string() : read.error().message;
}

}  // namespace tocsin
