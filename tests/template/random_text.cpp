#include "tests/template/random_text.hpp"

#include <algorithm>

namespace tocsin::random_text {
namespace {

enum class Of { text, whole, truth, list, map, alert, alerts, pair, pairs, time, data };

// What a definition takes as its ".": one of each, by its place.
const std::vector<Of> definition_kinds{Of::text, Of::data, Of::alert, Of::map,
                                       Of::list, Of::text, Of::data,  Of::alert};

struct Variable {
    std::string name;
    Of kind;
};

struct Scope {
    Of dot = Of::data;
    Of dollar = Of::data;
    std::vector<Variable> variables{};
    bool in_range = false;
    int depth = 0;
    std::size_t callable = definition_kinds.size();  // Definitions before this one.
};

class Writer {
public:
    explicit Writer(Rng& rng) : rng_(rng) {}

    std::string body(Scope scope, std::size_t nodes_max) {
        std::string made;
        for (std::size_t left = 1 + below(nodes_max); left > 0; --left) made += node(scope);
        return made;
    }

private:
    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(rng_.below(bound)); }
    bool chance(std::size_t percent) { return below(100) < percent; }
    const std::string& one_of(const std::vector<std::string>& choices) {
        return choices[below(choices.size())];
    }

    // --- Nodes ---

    std::string action(const std::string& inside) {
        const std::string open = chance(12) ? "{{- " : chance(10) ? "{{" : "{{ ";
        const std::string close = chance(12) ? " -}}" : chance(10) ? "}}" : " }}";
        // "{{" directly before a comment or a minus, "}}" directly behind a brace, are different.
        const bool tight = inside.front() == '-' || inside.front() == '/';
        return (tight && open == "{{" ? "{{ " : open) + inside + close;
    }

    std::string plain() {
        return one_of({" ", "a ", " b", "\n", "\t", " \n ", "ä", "} ", "{ x", "-", "}} ", "<b>&",
                       "two words", "\"q\"", "\r\n", ":"});
    }

    std::string comment() {
        return one_of({"{{/* c */}}", "{{- /* c */}}", "{{/* }} */ -}}", "{{- /*\n*/ -}}",
                       "{{/* {{ end }} */}}"});
    }

    std::string node(Scope& scope) {
        const std::size_t kind = below(scope.depth < 4 ? 100 : 60);
        if (kind < 15) return plain();
        if (kind < 18) return comment();
        if (kind < 45) return action(shown(scope));
        if (kind < 55) return variable(scope);
        if (kind < 60) return scope.in_range ? jump(scope) : plain();
        if (kind < 68) return call(scope);
        if (kind < 82) return if_block(scope);
        if (kind < 90) return with_block(scope);
        return range_block(scope);
    }

    std::string variable(Scope& scope) {
        if (!scope.variables.empty() && chance(40)) {
            const Variable known = scope.variables[below(scope.variables.size())];
            return action(known.name + " = " + expression(scope, known.kind));
        }
        const Of kind = any_kind(scope);
        const std::string value = expression(scope, kind);
        declare(scope, "$v" + std::to_string(below(4)), kind);
        return action(scope.variables.back().name + (chance(80) ? " := " : ":=") + value);
    }

    static void declare(Scope& scope, const std::string& name, Of kind) {
        std::erase_if(scope.variables, [&](const Variable& v) { return v.name == name; });
        scope.variables.push_back({name, kind});
    }

    std::string jump(const Scope& scope) {
        return action("if " + expression(scope, Of::truth)) +
               action(chance(50) ? "break" : "continue") + action("end");
    }

    std::string call(const Scope& scope) {
        if (scope.callable == 0) return plain();
        const std::size_t which = below(scope.callable);
        if (!can_make(scope, definition_kinds[which])) return plain();
        return action("template \"t" + std::to_string(which) + "\" " +
                      expression(scope, definition_kinds[which]));
    }

    std::string otherwise(const Scope& scope) {
        return chance(50) ? action("else") + body(scope, 2) : "";
    }

    static Scope deeper(Scope scope) {
        ++scope.depth;
        return scope;
    }

    std::string if_block(const Scope& scope) {
        const Scope inside = deeper(scope);
        std::string made =
            action("if " + expression(scope, condition_kind(scope))) + body(inside, 3);
        while (chance(25)) {
            made += action("else if " + expression(scope, condition_kind(scope))) + body(inside, 2);
        }
        return made + otherwise(inside) + action("end");
    }

    std::string with_block(const Scope& scope) {
        const Of kind = any_kind(scope);
        Scope inside = deeper(scope);
        std::string head = "with ";
        if (chance(30)) {
            head += "$w := ";
            declare(inside, "$w", kind);
        }
        head += expression(scope, kind);
        const std::string rest = otherwise(inside);
        inside.dot = kind;
        return action(head) + body(inside, 3) + rest + action("end");
    }

    std::string range_block(const Scope& scope) {
        static const std::vector<std::pair<Of, Of>> elements{{Of::alerts, Of::alert},
                                                             {Of::pairs, Of::pair},
                                                             {Of::list, Of::text},
                                                             {Of::map, Of::text}};
        auto [kind, element] = elements[below(elements.size())];
        if (!can_make(scope, kind)) {
            kind = Of::list;
            element = Of::text;
        }
        Scope inside = deeper(scope), outside = inside;
        inside.in_range = true;
        inside.dot = element;
        std::string head = "range ";
        if (chance(50)) {
            if (chance(50)) {
                head += "$i, ";
                declare(inside, "$i", kind == Of::map ? Of::text : Of::whole);
                declare(outside, "$i", kind);
            }
            head += "$e := ";
            declare(inside, "$e", element);
            declare(outside, "$e", kind);  // In the else, Go's variables are what is empty.
        }
        return action(head + expression(scope, kind)) + body(inside, 4) + otherwise(outside) +
               action("end");
    }

    // --- Expressions ---

    // Maps, alerts and times come from the data only.
    bool can_make(const Scope& scope, Of kind) {
        if (kind == Of::text || kind == Of::whole || kind == Of::truth || kind == Of::list) {
            return true;
        }
        return !at_hand(scope, kind).empty() ||
               (kind == Of::pairs && !at_hand(scope, Of::map).empty());
    }

    Of kind_of(const Scope& scope, const std::vector<Of>& kinds) {
        for (;;) {
            const Of kind = kinds[below(kinds.size())];
            if (can_make(scope, kind)) return kind;
        }
    }

    Of any_kind(const Scope& scope) {
        return kind_of(scope, {Of::text, Of::text, Of::whole, Of::truth, Of::list, Of::map,
                               Of::alert, Of::alerts, Of::pairs, Of::time});
    }

    Of condition_kind(const Scope& scope) { return chance(50) ? Of::truth : any_kind(scope); }

    Of any_printable(const Scope& scope) {
        return kind_of(scope, {Of::text, Of::text, Of::whole, Of::truth, Of::list, Of::map});
    }

    std::string shown(const Scope& scope) {
        return expression(scope, kind_of(scope, {Of::text, Of::text, Of::text, Of::whole, Of::truth,
                                                 Of::list, Of::map, Of::time}));
    }

    // What has the kind without a call: the dot, a variable, a field of one of them.
    std::vector<std::string> at_hand(const Scope& scope, Of kind) {
        std::vector<std::string> found;
        const auto fields_of = [&](const std::string& root, Of root_kind) {
            const auto add = [&](std::initializer_list<const char*> fields) {
                for (const char* field : fields) found.push_back(root + field);
            };
            if (root_kind == kind && !root.empty()) found.push_back(root);
            if (root_kind == Of::data && kind == Of::text) {
                add({".Status", ".CommonLabels.team", ".CommonLabels.nope", ".GroupLabels.service",
                     ".CommonAnnotations.summary", ".CommonLabels.alertname"});
            }
            if (root_kind == Of::data && kind == Of::map) {
                add({".CommonLabels", ".GroupLabels", ".CommonAnnotations"});
            }
            if (root_kind == Of::data && kind == Of::alerts) {
                add({".Alerts", ".Alerts.Firing", ".Alerts.Resolved"});
            }
            if (root_kind == Of::alert && kind == Of::text) {
                add({".Status", ".Labels.instance", ".Labels.zone", ".Annotations.note",
                     ".Fingerprint", ".Labels.nope"});
            }
            if (root_kind == Of::alert && kind == Of::map) add({".Labels", ".Annotations"});
            if (root_kind == Of::alert && kind == Of::time) add({".StartsAt", ".EndsAt"});
            if (root_kind == Of::pair && kind == Of::text) add({".Name", ".Value"});
            if (root_kind == Of::map && kind == Of::text) add({".team", ".service", ".zone"});
            if (root_kind == Of::map && kind == Of::list) add({".Names", ".Values"});
            if (root_kind == Of::map && kind == Of::pairs) add({".SortedPairs"});
            if (root_kind == Of::pairs && kind == Of::list) add({".Names", ".Values"});
        };
        fields_of("", scope.dot);
        if (scope.dot == kind) found.push_back(".");
        fields_of("$", scope.dollar);
        for (const Variable& variable : scope.variables) fields_of(variable.name, variable.kind);
        return found;
    }

    // As an argument: in parentheses unless it is one operand.
    std::string argument(const Scope& scope, Of kind) {
        const std::string made = expression(scope, kind);
        const bool quoted = made.front() == '"' || made.front() == '`';
        const bool one = quoted ? made.find(made.front(), 1) == made.size() - 1
                                : made.find_first_of(" |") == std::string::npos;
        return one && !chance(10) ? made : "(" + made + ")";
    }

    // Requires: can_make(outer, kind).
    std::string expression(const Scope& outer, Of kind) {
        Scope scope = outer;
        ++scope.depth;
        const std::vector<std::string> simple = at_hand(scope, kind);
        if (!simple.empty() && (scope.depth > 5 || chance(45))) return one_of(simple);
        switch (kind) {
            case Of::text:
                return scope.depth > 5 ? literal(kind) : text_expression(scope);
            case Of::whole:
                return scope.depth > 5 ? literal(kind) : whole_expression(scope);
            case Of::truth:
                return scope.depth > 5 ? literal(kind) : truth_expression(scope);
            case Of::list:
                return scope.depth > 5 ? literal(kind) : list_expression(scope);
            case Of::map:
                return without(scope);
            case Of::pairs:
                return member(argument(scope, Of::map), ".SortedPairs");
            default:
                return one_of(simple);
        }
    }

    static std::string member(const std::string& of, const std::string& name) {
        return of == "." ? name : of + name;
    }

    std::string without(const Scope& scope) {
        const std::string names = "stringSlice " + one_of({"\"team\"", "\"zone\" \"nope\"", ""});
        const std::string map = argument(scope, Of::map);
        if (chance(30)) return names + " | " + member(map, ".Remove");
        return member(map, ".Remove") + " (" + names + ")";
    }

    std::string literal(Of kind) {
        switch (kind) {
            case Of::text:
                return one_of({"\"a\"", "\"Two Words\"", "\"\"", "`raw`", "\"ä ö\"", "\"x-y_z\"",
                               "\"line\\nbreak\"", "\"\\u00e9\\\"\"", "`\\d`", "\"<&>'\"", "\"}}\"",
                               "\"1 2  3\"", "\"O'Neil's\"", "\"\\x41\\101\""});
            case Of::whole:
                return one_of({"0", "1", "2", "-3", "17", "0x1F", "+4"});
            case Of::truth:
                return one_of({"true", "false"});
            default:
                return one_of(
                    {"stringSlice", "stringSlice \"a\"", "stringSlice \"b\" \"a\" \"b\""});
        }
    }

    std::string text_expression(const Scope& scope) {
        const auto of = [&](Of kind) { return argument(scope, kind); };
        const std::string sink = one_of({"toUpper", "toLower", "title", "html", "urlquery", "print",
                                         "printf \"%q\"", "printf \"<%s>\"", "slice"});
        switch (below(13)) {
            case 0:
                return sink + " " + of(Of::text);
            case 1:
                return expression(scope, Of::text) + (chance(80) ? " | " : "|") + sink;
            case 2:
                return "print " + of(any_printable(scope)) + " " + of(any_printable(scope)) + " " +
                       of(any_printable(scope));
            case 3:
                return "printf \"%s-%d-%v-%q%%\" " + of(Of::text) + " " + of(Of::whole) + " " +
                       of(any_printable(scope)) + " " + of(Of::text);
            case 4:
                return "join " + of(Of::text) + " " + of(Of::list);
            case 5:
                return "reReplaceAll " +
                       one_of({"`[aeiou]`", "`(\\w)(\\w)`", "`a*`", "`(?i)S|^`", "`$`", "`\\b`"}) +
                       " " +
                       one_of({"\"\"", "\"$1\"", "\"${2}-$1\"", "\"[$0]\"", "\"$$x\"", "\"$1x\""}) +
                       " " + of(Of::text);
            case 6:
                return one_of({"or ", "and "}) + of(Of::text) + " " + of(Of::text) + " " +
                       of(Of::text);
            case 7:
                if (!can_make(scope, Of::map)) return literal(Of::text);
                return "index " + of(Of::map) + " " +
                       one_of({"\"team\"", "\"nope\"", "\"service.name\"", "\"instance\""});
            case 8:
                return "slice \"abcdef\" " + one_of({"1", "0 3", "2 2", "6", "3 6"});
            case 9:
                return "printf " + one_of({"\"%.2f\" 1.005", "\"%.0f|%.3f\" 2.5 -0.0004",
                                           "\"%.1f\" 1e21", "\"%v %v\" 1.5 1e-7"});
            case 10:
                return "index (stringSlice \"p\" " + of(Of::text) + ") 1";
            case 11:
                return "(" + expression(scope, Of::text) + ")";
            default:
                return literal(Of::text);
        }
    }

    std::string whole_expression(const Scope& scope) {
        switch (below(4)) {
            case 0:
                return "len " + argument(scope, kind_of(scope, {Of::text, Of::list, Of::map}));
            case 1:
                return expression(scope, Of::text) + " | len";
            case 2:
                return "index \"abc\" " + one_of({"0", "1", "2"});
            default:
                return literal(Of::whole);
        }
    }

    std::string truth_expression(const Scope& scope) {
        const auto of = [&](Of kind) { return argument(scope, kind); };
        const Of kind = chance(50) ? Of::text : Of::whole;
        switch (below(7)) {
            case 0:
                return one_of({"eq ", "ne ", "lt ", "le ", "gt ", "ge "}) + of(kind) + " " +
                       of(kind);
            case 1:
                return "eq " + of(kind) + " " + of(kind) + " " + of(kind);
            case 2:
                return "not " + of(any_kind(scope));
            case 3:
                return one_of({"and ", "or "}) + of(Of::truth) + " " + of(Of::truth);
            case 4:
                return "match " + one_of({"`^[a-f]`", "\"i\"", "`(?i)^FIRING$`", "`\\s`", "``"}) +
                       " " + of(Of::text);
            case 5:
                return expression(scope, Of::text) + " | eq " + of(Of::text);
            default:
                return literal(Of::truth);
        }
    }

    std::string list_expression(const Scope& scope) {
        switch (below(4)) {
            case 0:
                return "stringSlice " + argument(scope, Of::text) + " " + argument(scope, Of::text);
            case 1:
                if (!can_make(scope, Of::map)) return literal(Of::list);
                return member(argument(scope, Of::map), one_of({".Names", ".Values"}));
            case 2:
                if (!can_make(scope, Of::pairs)) return literal(Of::list);
                return member(argument(scope, Of::pairs), one_of({".Names", ".Values"}));
            default:
                return literal(Of::list);
        }
    }

    Rng& rng_;
};

}  // namespace

std::string definitions(Rng& rng) {
    std::string made;
    for (std::size_t i = 0; i < definition_kinds.size(); ++i) {
        Scope scope;
        scope.dot = scope.dollar = definition_kinds[i];
        scope.depth = 2;
        scope.callable = i;
        made += "{{ define \"t" + std::to_string(i) + "\" }}" + Writer(rng).body(scope, 4) +
                "{{ end }}\n";
    }
    return made;
}

std::string text(Rng& rng) {
    return Writer(rng).body({}, 6);
}

}  // namespace tocsin::random_text
