// Value: what a template computes with.
//
// Go's kinds, as far as the language has them, with two facts that Go does not keep.  A text is
// *untrusted* if it came from outside (a label, an annotation) or was computed from one that did;
// the output cleans such texts (templates.md, "always").  A text is *absent* if it stands for a
// label that is not there, or was computed from one; the output notes it, so that nobody reads
// "an outage of ." on a public page.
//
// Copies are cheap: texts, lists and maps are shared and never change.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.hpp"

namespace tocsin {

// A map has any key and gives an empty text for an absent one (labels); a record has the fields
// it has (an alert, the data as a whole).  nil is also a time that is not known yet.
enum class Kind { nil, boolean, integer, real, text, time, duration, list, map, record };

// What a list has beside its items: alerts .Firing and .Resolved, pairs .Names and .Values.
enum class ListKind : std::uint8_t { plain, alerts, pairs };

// How a time is shown elsewhere than in UTC.
struct ZoneOffset {
    std::int32_t seconds = 0;  // East of Greenwich.
    std::string abbreviation = "UTC";

    bool operator==(const ZoneOffset&) const = default;
};

// "a text", "a number", "an alert or other record": for error messages.
std::string_view name_of(Kind kind);

class Value {
public:
    using List = std::vector<Value>;
    using Fields = std::map<std::string, Value, std::less<>>;  // Ordered by bytes, as in Go.

    Value() = default;  // nil

    static Value boolean(bool value);
    static Value integer(std::int64_t value);
    static Value real(double value);
    static Value text(std::string value);       // From the template or from tocsin itself.
    static Value untrusted(std::string value);  // From outside.
    static Value absent();                      // An empty text for a label that is not there.
    static Value time(WallTime value);
    static Value time(WallTime value, ZoneOffset zone);
    static Value duration(Duration value);
    static Value list(List items);
    static Value alerts(List records);  // Has the fields Firing and Resolved, by .Status.
    static Value pairs(List records);   // Each with .Name and .Value.
    static Value map(Fields entries);
    static Value record(Fields fields);

    // A text computed from `sources`: untrusted or absent if one of them is.
    static Value derived(std::string value, const Value* sources, std::size_t count);

    // The same text, known to hold nothing that HTML would read as a tag.  Requires: a text.
    static Value escaped(Value text);

    Kind kind() const { return kind_; }
    bool is_untrusted() const { return untrusted_; }
    bool is_absent() const { return absent_; }
    bool is_escaped() const { return escaped_; }
    ListKind list_kind() const { return list_kind_; }

    // Each requires the kind it names; fields() a map or a record.
    bool as_boolean() const;
    std::int64_t as_integer() const;
    double as_real() const;
    const std::string& as_text() const;
    WallTime as_time() const;
    const ZoneOffset& zone() const;  // Requires: a time.
    Duration as_duration() const;
    const List& items() const;
    const Fields& fields() const;

private:
    struct Moment {
        WallTime time;
        std::shared_ptr<const ZoneOffset> zone;  // Null: UTC.
    };
    using Held =
        std::variant<std::monostate, bool, std::int64_t, double, std::shared_ptr<const std::string>,
                     Moment, Duration, std::shared_ptr<const List>, std::shared_ptr<const Fields>>;

    Value(Kind kind, Held held);

    Held held_;
    Kind kind_ = Kind::nil;
    bool untrusted_ = false;
    bool absent_ = false;
    bool escaped_ = false;
    ListKind list_kind_ = ListKind::plain;
};

// Go's truth: not false, 0, "" or empty, and not nil; a time and a record are always true.
bool is_true(const Value& value);

// Whether any text in `value` came from outside.
bool carries_untrusted(const Value& value);

}  // namespace tocsin
