#include "template/check.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "template/check_field.hpp"
#include "template/functions.hpp"
#include "template/map_methods.hpp"

namespace tocsin {
namespace {

// What is known of an expression.
struct Fact {
    Shape shape{};
    std::string map{};              // The field it came from, if it is a map of labels.
    std::vector<LabelUse> shown{};  // Labels whose text is in it.
    std::vector<LabelUse> named{};  // Labels that it looks at, shown or not.
};

void add(std::vector<LabelUse>& uses, const std::vector<LabelUse>& more) {
    uses.insert(uses.end(), more.begin(), more.end());
}

class Checker {
public:
    Checker(std::string_view source, const Program& program, const FieldSet& fields)
        : source_(source), program_(program), facts_(program.reassigned.size()) {
        facts_[0].shape = record_of(fields);
    }

    TemplateResult<std::vector<LabelUse>> run() {
        const Fact data = facts_[0];
        TRYV(body(program_.body, data));
        return std::move(uses_);
    }

private:
    TemplateError error(Span span, std::string message, std::string hint = {}) const {
        return wrong(source_, span, std::move(message), std::move(hint));
    }

    // --- Blocks ---

    TemplateResult<void> body(const Body& nodes, const Fact& dot) {
        for (const Node& node : nodes) {
            TRYV(std::visit([&](const auto& what) { return visit(what, node.span, dot); },
                            node.what));
        }
        return success();
    }

    TemplateResult<void> visit(const Text&, Span, const Fact&) { return success(); }
    TemplateResult<void> visit(const Break&, Span, const Fact&) { return success(); }
    TemplateResult<void> visit(const Continue&, Span, const Fact&) { return success(); }

    TemplateResult<void> visit(const Action& action, Span, const Fact& dot) {
        TRY(const Fact value, pipeline(action.pipeline, dot));
        if (!action.pipeline.variables.empty()) return success();
        if (!may_be_printable(value.shape)) {
            return error(action.pipeline.span, "an alert or the data as a whole cannot be printed",
                         "name one of its fields");
        }
        for (const LabelUse& use : value.shown) {
            if (!is_guarded(use)) uses_.push_back(use);
        }
        return success();
    }

    TemplateResult<void> visit(const If& block, Span, const Fact& dot) {
        const std::size_t guards = guards_.size();
        for (const Branch& branch : block.branches) {
            TRY(const Fact condition, pipeline(branch.condition, dot));
            add(guards_, condition.named);
            TRYV(body(branch.body, dot));
        }
        TRYV(body(block.otherwise, dot));
        guards_.resize(guards);
        return success();
    }

    TemplateResult<void> visit(const With& block, Span, const Fact& dot) {
        const std::size_t guards = guards_.size();
        TRY(const Fact value, pipeline(block.pipeline, dot));
        add(guards_, value.named);
        TRYV(body(block.body, value));
        TRYV(body(block.otherwise, dot));
        guards_.resize(guards);
        return success();
    }

    TemplateResult<void> visit(const Range& block, Span, const Fact& dot) {
        TRY(const Fact value, pipeline(block.pipeline, dot));
        const auto kind = value.shape.kind;
        if (kind && kind != Kind::list && kind != Kind::map && kind != Kind::nil) {
            return error(block.pipeline.span,
                         "range goes over a list or a map, not " + std::string(name_of(*kind)));
        }
        Fact element;
        if (value.shape.element) element.shape = *value.shape.element;
        const std::vector<Slot>& variables = block.pipeline.variables;
        if (!variables.empty()) set(variables.back(), element);
        if (variables.size() == 2) {
            Fact key;
            if (kind == Kind::list) key.shape = shape_of(Kind::integer);
            if (kind == Kind::map) key.shape = shape_of(Kind::text);
            set(variables.front(), key);
        }
        TRYV(body(block.body, element));
        return body(block.otherwise, dot);
    }

    bool is_guarded(const LabelUse& use) const {
        return std::any_of(guards_.begin(), guards_.end(), [&](const LabelUse& guard) {
            return guard.map == use.map && guard.name == use.name;
        });
    }

    void set(Slot slot, Fact fact) {
        if (program_.reassigned[slot]) fact = Fact{};
        facts_[slot] = std::move(fact);
    }

    // --- Pipelines ---

    TemplateResult<Fact> pipeline(const Pipeline& pipeline, const Fact& dot) {
        Fact value;
        for (std::size_t i = 0; i < pipeline.commands.size(); ++i) {
            const Fact before = value;
            TRY(value, command(pipeline.commands[i], dot, i == 0 ? nullptr : &before));
        }
        for (const Slot slot : pipeline.variables) set(slot, value);
        return value;
    }

    TemplateResult<Fact> command(const Command& command, const Fact& dot, const Fact* piped) {
        const Operand& first = command.operands.front();
        if (first.root == Operand::Root::function) return call(command, dot, piped);
        const std::size_t arguments = command.operands.size() - 1 + (piped != nullptr ? 1 : 0);
        if (arguments == 0) return operand(first, dot);
        if (!first.fields.empty() && first.fields.back().name == "Remove") {
            TRY(Fact whole, operand(first, dot, first.fields.size() - 1));
            const auto kind = whole.shape.kind;
            if (!kind || kind == Kind::map) {
                TRYV(check_remove(command, dot, piped, arguments));
                return whole;
            }
        }
        TRYV(operand(first, dot));
        return error(first.span, std::string(source_.substr(first.span.offset, first.span.length)) +
                                     " is not a function and takes no argument");
    }

    // MAP.Remove LIST, as evaluate() does it.
    TemplateResult<void> check_remove(const Command& command, const Fact& dot, const Fact* piped,
                                      std::size_t arguments) {
        const Span span = command.operands.front().fields.back().span;
        if (arguments != 1) {
            return error(span, "wrong number of arguments for Remove: want 1, got " +
                                   std::to_string(arguments));
        }
        const bool written = command.operands.size() == 2;
        Fact names;
        if (piped != nullptr) names = *piped;
        if (written) {
            TRY(names, operand(command.operands[1], dot));
        }
        const auto kind = names.shape.kind;
        if (!kind || kind == Kind::list) return success();
        return error(written ? command.operands[1].span : span,
                     "Remove takes a list of texts, not " + std::string(name_of(*kind)),
                     "for example: stringSlice \"instance\" \"pod\"");
    }

    TemplateResult<Fact> call(const Command& command, const Fact& dot, const Fact* piped) {
        const Function& function = *command.operands.front().function;
        std::vector<Fact> arguments;
        std::vector<Span> spans;
        for (std::size_t i = 1; i < command.operands.size(); ++i) {
            TRY(Fact argument, operand(command.operands[i], dot));
            arguments.push_back(std::move(argument));
            spans.push_back(command.operands[i].span);
        }
        if (piped != nullptr) {
            arguments.push_back(*piped);
            spans.push_back(command.operands.front().span);
        }
        TRYV(check_count(function, arguments.size(), command.operands.front().span));
        for (std::size_t i = 0; i < arguments.size(); ++i) {
            TRYV(check_argument(function, i, arguments[i].shape, spans[i]));
        }
        TRYV(check_first(command, function, arguments));
        if (parameter(function, 0) == Parameter::basic ||
            parameter(function, 0) == Parameter::ordered) {
            TRYV(check_comparison(arguments, spans));
        }
        if (function.gives == Function::Gives::an_element)
            return element(arguments, spans, command);
        return given(function, arguments);
    }

    TemplateResult<void> check_count(const Function& function, std::size_t count, Span span) const {
        if (count >= function.arguments_min && count <= function.arguments_max) return success();
        std::string wanted = std::to_string(function.arguments_min);
        if (function.arguments_max == unlimited) wanted = "at least " + wanted;
        return error(span, "wrong number of arguments for " + std::string(function.name) +
                               ": want " + wanted + ", got " + std::to_string(count));
    }

    TemplateResult<void> check_argument(const Function& function, std::size_t index,
                                        const Shape& shape, Span span) const {
        const Parameter wanted = parameter(function, index);
        const bool printable = wanted != Parameter::printable || may_be_printable(shape);
        if (!shape.kind || (accepts(wanted, *shape.kind) && printable)) return success();
        const std::string got(printable ? name_of(*shape.kind) : "an alert or record");
        return error(span, std::string(function.name) + " takes " + std::string(name_of(wanted)) +
                               ", not " + got);
    }

    // A pattern, a format or a zone that stands in the text.
    TemplateResult<void> check_first(const Command& command, const Function& function,
                                     const std::vector<Fact>& arguments) const {
        if (function.objection == nullptr || command.operands.size() < 2) return success();
        const Operand& first = command.operands[1];
        if (first.root != Operand::Root::literal || first.literal.kind() != Kind::text) {
            return success();
        }
        std::vector<KnownKind> others;
        for (std::size_t i = 1; i < arguments.size(); ++i) {
            others.push_back(arguments[i].shape.kind);
        }
        const std::string wrong = function.objection(first.literal.as_text(), others);
        if (wrong.empty()) return success();
        return error(first.span, wrong);
    }

    TemplateResult<void> check_comparison(const std::vector<Fact>& arguments,
                                          const std::vector<Span>& spans) const {
        const auto first = arguments.front().shape.kind;
        for (std::size_t i = 1; i < arguments.size(); ++i) {
            const auto other = arguments[i].shape.kind;
            if (!first || !other || can_compare(*first, *other)) continue;
            return error(spans[i], "cannot compare " + std::string(name_of(*first)) + " with " +
                                       std::string(name_of(*other)));
        }
        return success();
    }

    // What a call gives, but for index.
    static Fact given(const Function& function, const std::vector<Fact>& arguments) {
        Fact value;
        for (const Fact& argument : arguments) {
            add(value.named, argument.named);
            if (function.shows == Function::Shows::arguments) add(value.shown, argument.shown);
        }
        switch (function.gives) {
            case Function::Gives::boolean:
                value.shape = shape_of(Kind::boolean);
                break;
            case Function::Gives::integer:
                value.shape = shape_of(Kind::integer);
                break;
            case Function::Gives::text:
                value.shape = shape_of(Kind::text);
                break;
            case Function::Gives::time:
                value.shape = shape_of(Kind::time);
                break;
            case Function::Gives::duration:
                value.shape = shape_of(Kind::duration);
                break;
            case Function::Gives::list_of_texts:
                value.shape = list_of(shape_of(Kind::text));
                break;
            case Function::Gives::first_argument:
                value.shape = arguments.front().shape;
                break;
            default:
                value.shape = arguments.front().shape;
                for (const Fact& argument : arguments) {
                    value.shape = common(value.shape, argument.shape);
                }
        }
        return value;
    }

    // index COLLECTION KEY…: a label if the collection is a map of labels and the key a literal.
    TemplateResult<Fact> element(const std::vector<Fact>& arguments, const std::vector<Span>& spans,
                                 const Command& command) {
        Fact value = arguments.front();
        for (std::size_t i = 1; i < arguments.size(); ++i) {
            TRY(Shape inner, element_shape(value.shape, arguments[i].shape, spans[i]));
            const std::string map = value.map;
            value = Fact{std::move(inner), {}, value.shown, value.named};
            add(value.named, arguments[i].named);
            const bool piped = i + 1 == command.operands.size();
            if (map.empty() || piped) continue;
            const Value& key = command.operands[i + 1].literal;
            if (key.kind() == Kind::text) note(value, map, key.as_text(), command.span);
        }
        return value;
    }

    TemplateResult<Shape> element_shape(const Shape& collection, const Shape& key,
                                        Span span) const {
        const auto kind = collection.kind;
        if (!kind) return Shape{};
        if (!accepts(Parameter::sized, *kind)) {
            return error(span, "cannot index " + std::string(name_of(*kind)));
        }
        const Kind wanted = kind == Kind::map ? Kind::text : Kind::integer;
        if (key.kind && key.kind != wanted) {
            return error(span, std::string(name_of(*kind)) + " is indexed with " +
                                   std::string(name_of(wanted)));
        }
        if (kind == Kind::text) return shape_of(Kind::integer);
        return collection.element ? *collection.element : Shape{};
    }

    // --- Operands ---

    TemplateResult<Fact> operand(const Operand& operand, const Fact& dot) {
        return this->operand(operand, dot, operand.fields.size());
    }

    // With the first `fields` of its fields only.
    TemplateResult<Fact> operand(const Operand& operand, const Fact& dot, std::size_t fields) {
        Fact value;
        switch (operand.root) {
            case Operand::Root::literal:
                value.shape = shape_of(operand.literal.kind());
                break;
            case Operand::Root::dot:
                value = dot;
                break;
            case Operand::Root::variable:
                value = facts_[operand.variable];
                break;
            case Operand::Root::function: {
                TRYV(check_count(*operand.function, 0, operand.span));
                value = given(*operand.function, {});
                break;
            }
            case Operand::Root::pipeline: {
                TRY(value, pipeline(*operand.pipeline, dot));
                break;
            }
        }
        for (std::size_t i = 0; i < fields; ++i) {
            const FieldName& field = operand.fields[i];
            TRY(Shape shape, field_shape(source_, value.shape, field));
            Fact inner{std::move(shape), {}, value.shown, value.named};
            if (inner.shape.kind == Kind::map) inner.map = field.name;
            if (!value.map.empty() && !is_map_method(field.name))
                note(inner, value.map, field.name, operand.span);
            value = std::move(inner);
        }
        return value;
    }

    void note(Fact& fact, const std::string& map, const std::string& name, Span span) const {
        const LabelUse use{map, name, span, locate(source_, span.offset)};
        fact.shown.push_back(use);
        fact.named.push_back(use);
    }

    std::string_view source_;
    const Program& program_;
    std::vector<Fact> facts_;  // By slot.
    std::vector<LabelUse> guards_{};
    std::vector<LabelUse> uses_{};
};

}  // namespace

TemplateResult<std::vector<LabelUse>> check(std::string_view source, const Program& program,
                                            const FieldSet& fields) {
    return Checker(source, program, fields).run();
}

}  // namespace tocsin
