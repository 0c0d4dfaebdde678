// FieldReader: the typed values of a body, and everything that is wrong with them.
//
// JSON is strict ("true" is no boolean), forms are not ("t", "1" and "true" are one).  A null
// counts as given, and empties.  Wrong types are collected, so that one answer names them all;
// names that nobody asked for are what Statuspage ignores in silence, and rest() tells them.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "tests/emulator/bodies.hpp"

namespace tocsin {

class FieldReader {
public:
    // Requires: `body` outlives the reader.
    explicit FieldReader(const ApiBody& body) : body_(body) {}

    // Whether the field stands in the body, be it null.
    bool has(std::string_view name) const { return body_.fields.contains(name); }

    // Nothing if the field is absent, null or of the wrong type.
    std::optional<std::string> text(std::string_view name);
    std::optional<bool> flag(std::string_view name);
    std::optional<WallTime> time(std::string_view name);
    std::optional<std::vector<std::string>> texts(std::string_view name);
    std::optional<std::vector<std::pair<std::string, std::string>>> text_map(std::string_view name);
    std::optional<boost::json::object> object(std::string_view name);

    void add_problem(std::string_view name, std::string message);
    std::string full_name(std::string_view name) const;

    const std::vector<FieldProblem>& problems() const { return problems_; }

    // The names in the body that were never asked for.
    std::vector<std::string> rest() const;

private:
    // Null if absent or null; remembers that the name was asked for.
    const boost::json::value* find(std::string_view name);
    std::nullopt_t invalid(std::string_view name);

    const ApiBody& body_;
    std::set<std::string, std::less<>> asked_;
    std::vector<FieldProblem> problems_;
};

}  // namespace tocsin
