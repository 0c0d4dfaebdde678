#include "template/check_pipeline.hpp"

#include "base/assert.hpp"
#include "template/check_field.hpp"
#include "template/map_methods.hpp"

namespace tocsin {

void add(std::vector<LabelUse>& uses, const std::vector<LabelUse>& more) {
    uses.insert(uses.end(), more.begin(), more.end());
}

PipelineChecker::PipelineChecker(std::string_view source, const Program& program, Fact data,
                                 std::optional<UsePlace> uses_at)
    : source_(source), program_(program), uses_at_(uses_at), facts_(program.reassigned.size()) {
    facts_[0] = std::move(data);
}

void PipelineChecker::set(Slot slot, Fact fact) {
    if (program_.reassigned[slot]) fact = Fact{};
    facts_[slot] = std::move(fact);
}

TemplateError PipelineChecker::error(Span span, std::string message, std::string hint) const {
    return wrong(source_, span, std::move(message), std::move(hint));
}

TemplateResult<Fact> PipelineChecker::pipeline(const Pipeline& pipeline, const Fact& dot) {
    Fact value;
    for (std::size_t i = 0; i < pipeline.commands.size(); ++i) {
        const Fact before = value;
        TRY(value, command(pipeline.commands[i], dot, i == 0 ? nullptr : &before));
    }
    for (const Slot slot : pipeline.variables) set(slot, value);
    return value;
}

TemplateResult<Fact> PipelineChecker::command(const Command& command, const Fact& dot,
                                              const Fact* piped) {
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

TemplateResult<void> PipelineChecker::check_remove(const Command& command, const Fact& dot,
                                                   const Fact* piped, std::size_t arguments) {
    const Span span = command.operands.front().fields.back().span;
    if (arguments != 1) {
        return error(
            span, "wrong number of arguments for Remove: want 1, got " + std::to_string(arguments));
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

TemplateResult<Fact> PipelineChecker::call(const Command& command, const Fact& dot,
                                           const Fact* piped) {
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
    if (function.gives == Function::Gives::an_element) return element(arguments, spans, command);
    return given(function, arguments);
}

TemplateResult<void> PipelineChecker::check_count(const Function& function, std::size_t count,
                                                  Span span) const {
    if (count >= function.arguments_min && count <= function.arguments_max) return success();
    std::string wanted = std::to_string(function.arguments_min);
    if (function.arguments_max == unlimited) wanted = "at least " + wanted;
    return error(span, "wrong number of arguments for " + std::string(function.name) + ": want " +
                           wanted + ", got " + std::to_string(count));
}

TemplateResult<void> PipelineChecker::check_argument(const Function& function, std::size_t index,
                                                     const Shape& shape, Span span) const {
    const Parameter wanted = parameter(function, index);
    const bool printable = wanted != Parameter::printable || may_be_printable(shape);
    if (!shape.kind || (accepts(wanted, *shape.kind) && printable)) return success();
    const std::string got(printable ? name_of(*shape.kind) : "an alert or record");
    return error(span, std::string(function.name) + " takes " + std::string(name_of(wanted)) +
                           ", not " + got);
}

TemplateResult<void> PipelineChecker::check_first(const Command& command, const Function& function,
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

TemplateResult<void> PipelineChecker::check_comparison(const std::vector<Fact>& arguments,
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

Fact PipelineChecker::given(const Function& function, const std::vector<Fact>& arguments) {
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

TemplateResult<Fact> PipelineChecker::element(const std::vector<Fact>& arguments,
                                              const std::vector<Span>& spans,
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

TemplateResult<Shape> PipelineChecker::element_shape(const Shape& collection, const Shape& key,
                                                     Span span) const {
    const auto kind = collection.kind;
    if (!kind) return Shape{};
    if (!accepts(Parameter::sized, *kind)) {
        return error(span, "cannot index " + std::string(name_of(*kind)));
    }
    const Kind wanted = kind == Kind::map ? Kind::text : Kind::integer;
    if (key.kind && key.kind != wanted) {
        return error(
            span, std::string(name_of(*kind)) + " is indexed with " + std::string(name_of(wanted)));
    }
    if (kind == Kind::text) return shape_of(Kind::integer);
    return collection.element ? *collection.element : Shape{};
}

TemplateResult<Fact> PipelineChecker::operand(const Operand& operand, const Fact& dot) {
    return this->operand(operand, dot, operand.fields.size());
}

TemplateResult<Fact> PipelineChecker::operand(const Operand& operand, const Fact& dot,
                                              std::size_t fields) {
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

void PipelineChecker::note(Fact& fact, const std::string& map, const std::string& name,
                           Span span) const {
    const UsePlace place = uses_at_ ? *uses_at_ : UsePlace{span, locate(source_, span.offset)};
    const LabelUse use{map, name, place.span, place.position};
    fact.shown.push_back(use);
    fact.named.push_back(use);
}

}  // namespace tocsin
