// check_pipeline: what is known of an expression before there is data.
//
// Argument counts, kinds and fields; which labels are in what it gives, and which it looks at.
// What stands between "{{" and "}}" is judged here, what stands between blocks in check.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "template/check.hpp"
#include "template/functions.hpp"
#include "template/program.hpp"
#include "template/shape.hpp"

namespace tocsin {

// What is known of an expression.
struct Fact {
    Shape shape{};
    std::string map{};              // The field it came from, if it is a map of labels.
    std::vector<LabelUse> shown{};  // Labels whose text is in it.
    std::vector<LabelUse> named{};  // Labels that it looks at, shown or not.
};

void add(std::vector<LabelUse>& uses, const std::vector<LabelUse>& more);

// Where the uses of labels are said to be.
struct UsePlace {
    Span span;
    Position position;
};

// The expressions of one program, which outlives the checker.  Places are in `source`, but for
// those of labels where `uses_at` says another: in a definition, the call that came there.
class PipelineChecker {
public:
    PipelineChecker(std::string_view source, const Program& program, Fact data,
                    std::optional<UsePlace> uses_at);

    // Sets the variables that it sets.
    TemplateResult<Fact> pipeline(const Pipeline& pipeline, const Fact& dot);

    void set(Slot slot, Fact fact);

private:
    TemplateError error(Span span, std::string message, std::string hint = {}) const;
    TemplateResult<Fact> command(const Command& command, const Fact& dot, const Fact* piped);
    // MAP.Remove LIST, as evaluate() does it.
    TemplateResult<void> check_remove(const Command& command, const Fact& dot, const Fact* piped,
                                      std::size_t arguments);
    TemplateResult<Fact> call(const Command& command, const Fact& dot, const Fact* piped);
    TemplateResult<void> check_count(const Function& function, std::size_t count, Span span) const;
    TemplateResult<void> check_argument(const Function& function, std::size_t index,
                                        const Shape& shape, Span span) const;
    // A pattern, a format or a zone that stands in the text.
    TemplateResult<void> check_first(const Command& command, const Function& function,
                                     const std::vector<Fact>& arguments) const;
    TemplateResult<void> check_comparison(const std::vector<Fact>& arguments,
                                          const std::vector<Span>& spans) const;
    // What a call gives, but for index.
    static Fact given(const Function& function, const std::vector<Fact>& arguments);
    // index COLLECTION KEY…: a label if the collection is a map of labels and the key a literal.
    TemplateResult<Fact> element(const std::vector<Fact>& arguments, const std::vector<Span>& spans,
                                 const Command& command);
    TemplateResult<Shape> element_shape(const Shape& collection, const Shape& key, Span span) const;
    TemplateResult<Fact> operand(const Operand& operand, const Fact& dot);
    // With the first `fields` of its fields only.
    TemplateResult<Fact> operand(const Operand& operand, const Fact& dot, std::size_t fields);
    void note(Fact& fact, const std::string& map, const std::string& name, Span span) const;

    std::string_view source_;
    const Program& program_;
    std::optional<UsePlace> uses_at_;
    std::vector<Fact> facts_;  // By slot.
};

}  // namespace tocsin
