// The parameters of Statuspage's create call, however they were sent.
//
// Form, JSON or query: all are brought into the form of the first, "incident[components][ID]",
// and taken one after the other.  What nobody has taken at the end nobody knows.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/webhook.hpp"

namespace tocsin {

// "incident[NAME]", for a message.
std::string parameter_name(std::string_view name);

// What somebody else wrote, for a message: short and without control characters.
std::string shown_value(std::string_view text);

class OrderParameters {
public:
    // Of the query and the body, which is taken for what it is: curl calls JSON a form.  Fails with
    // `malformed` for a body that is neither, with `refused` for what is no "incident[…]".
    static Result<OrderParameters> read(const Envelope& envelope);

    // Each takes one parameter, by one of its names; nothing if it was not given (null in JSON).
    // Fails with `refused` if it was given twice, or is no value of its kind.
    Result<std::optional<std::string>> text(std::string_view name, std::string_view other = {});
    Result<std::optional<bool>> flag(std::string_view name, std::string_view other = {});
    Result<std::optional<WallTime>> time(std::string_view name);
    template <class Word>
    Result<std::optional<Word>> word(std::string_view name) {
        TRY(const auto given, text(name));
        if (!given) return std::nullopt;
        const auto found = from_word<Word>(*given);
        if (found) return found;
        return refused(parameter_name(name) + ": \"" + shown_value(*given) +
                       "\" is no word of the API");
    }
    // "incident[NAME][]", or one "incident[NAME]".
    std::vector<std::string> list(std::string_view name);
    // "incident[NAME][KEY]", by KEY.
    Result<std::map<std::string, std::string>> map(std::string_view name);

    // Fails with `refused` if one is left.
    Result<void> end() const;

private:
    Result<void> add(const std::string& name, std::string value);
    Result<void> add_form(std::string_view form);
    Result<void> add_json(std::string_view body);

    // By what stands between the outer brackets: "name", "components][ID".
    std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

}  // namespace tocsin
