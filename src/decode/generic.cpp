#include "decode/generic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <limits>

#include "base/text.hpp"
#include "decode/document.hpp"
#include "decode/form.hpp"
#include "decode/look_up.hpp"
#include "decode/take_item.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

// Code points of a value in a message to a person.
constexpr std::size_t shown_value_max = 64;

bool is_form(std::string_view content_type) {
    const std::string_view type = trim(content_type.substr(0, content_type.find(';')));
    return equal_ignoring_case(type, "application/x-www-form-urlencoded");
}

bool reads_the_head(const Extract& extract) {
    const Pointers all = pointers_of(extract);
    return std::any_of(all.begin(), all.end(), [](const Pointer& pointer) {
        return pointer.place != Pointer::Place::body;
    });
}

Result<json::value*> read_form(std::string_view body, Document& document) {
    TRY(const auto fields, parse_form(body));
    json::object object;
    for (const FormField& field : fields) object[field.name] = field.value;
    return document.hold(std::move(object));
}

Result<json::value*> read_body(const Extract& extract, const Envelope& envelope,
                               Document& document) {
    const std::string_view body = envelope.body;
    if (extract.format == BodyFormat::form) return read_form(body, document);
    if (extract.format == BodyFormat::json) return document.read(body);
    const bool form = is_form(envelope.content_type);
    if (form && !looks_like_json(body)) return read_form(body, document);
    auto value = document.read(body);
    if (value) return value;
    if (form) return read_form(body, document);
    // All that is said may stand in the head.
    if (trim(body).empty() && reads_the_head(extract)) return document.hold(json::object());
    return value;
}

// Nothing if the message is meant, else the condition that it does not fit.
std::optional<std::string> unmet_condition(const Extract& extract, LookUp& message) {
    for (const OnlyIf& condition : extract.only_if) {
        const std::string_view value = message.text(condition.pointer).value_or("");
        if (condition.pattern.is_in(value)) continue;
        return fmt::format("only_if: \"{}\" at {} does not fit \"{}\"",
                           truncate(without_invisible(value), shown_value_max),
                           to_text(condition.pointer), condition.pattern.text);
    }
    return std::nullopt;
}

class Items {
public:
    Items(const DecodeOptions& options, const MessageHead& head, WallTime received_at,
          DecodeNotes* notes)
        : options_(options), head_(head), received_at_(received_at), notes_(notes) {}

    void take_one(const json::value& value) { take(value, "the document"); }

    void take_all(const json::array& array, const std::string& at) {
        const std::size_t most = options_.alerts_max == 0
                                     ? items_max
                                     : std::min<std::size_t>(options_.alerts_max, items_max);
        const std::size_t count = std::min(array.size(), most);
        group_.truncated_count = static_cast<std::uint32_t>(
            std::min<std::size_t>(array.size() - count, std::numeric_limits<std::uint32_t>::max()));
        group_.alerts.reserve(count);
        for (std::size_t i = 0; i < count; ++i) take(array[i], fmt::format("{}/{}", at, i));
    }

    Result<AlertGroup> group() && {
        const bool any_said_something =
            !group_.alerts.empty() || group_.ignored_count > 0 || group_.unlisted_count > 0;
        if (!any_said_something && group_.unusable_count > 0) return refused(first_problem_);
        return std::move(group_);
    }

private:
    void take(const json::value& value, const std::string& at) {
        if (!value.is_object() && !value.is_array()) {
            return leave_out(at + fmt::format(": expected an object, not {}", kind_name(value)));
        }
        LookUp item(head_, value);
        auto taken = take_item(*options_.extract, options_.labels, item, received_at_);
        if (!taken) return leave_out(at + taken.error().message);
        if (auto* alert = std::get_if<Alert>(&taken.value())) {
            group_.alerts.push_back(std::move(*alert));
            return;
        }
        const Ignored& ignored = std::get<Ignored>(taken.value());
        ++(ignored.unlisted ? group_.unlisted_count : group_.ignored_count);
        if (notes_ != nullptr) notes_->push_back(at + ": " + ignored.why);
    }

    void leave_out(const std::string& problem) {
        ++group_.unusable_count;
        if (first_problem_.empty()) first_problem_ = problem;
        if (notes_ != nullptr) notes_->push_back(problem);
    }

    const DecodeOptions& options_;
    const MessageHead& head_;
    const WallTime received_at_;
    DecodeNotes* const notes_;
    AlertGroup group_;
    std::string first_problem_;
};

}  // namespace

Result<AlertGroup> decode_generic(const DecodeOptions& options, const Envelope& envelope,
                                  WallTime received_at, DecodeNotes* notes) {
    const Extract& extract = *options.extract;
    Document document;
    TRY(json::value* const message, read_body(extract, envelope, document));
    for (const Pointer& pointer : extract.embedded_json) {
        json::value* const text = find_value(*message, pointer);
        if (text != nullptr) document.embed(*text);
    }
    const MessageHead head = head_of(envelope);
    LookUp whole(head, *message);
    if (auto unmet = unmet_condition(extract, whole)) {
        AlertGroup ignored;
        ignored.ignored_count = 1;
        if (notes != nullptr) notes->push_back(std::move(*unmet));
        return ignored;
    }
    Items items(options, head, received_at, notes);
    if (!extract.items) {
        items.take_one(*message);
        return std::move(items).group();
    }
    const std::string at = to_text(*extract.items);
    const json::value* const array = find_value(*message, *extract.items);
    const std::string shown = at.empty() ? "the document" : at;
    if (array == nullptr || array->is_null()) return refused(shown + ": missing");
    if (!array->is_array()) {
        return refused(fmt::format("{}: expected an array, not {}", shown, kind_name(*array)));
    }
    items.take_all(array->get_array(), at);
    return std::move(items).group();
}

}  // namespace tocsin
