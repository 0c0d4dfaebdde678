#include "template/evaluate.hpp"

#include "template/check_field.hpp"
#include "template/functions.hpp"
#include "template/printed.hpp"

namespace tocsin {
namespace {

// Bytes of text that cost one more step.
constexpr std::size_t bytes_per_step = 256;

enum class Flow { onward, break_, continue_ };

std::size_t weight_of(const Value& value) {
    return value.kind() == Kind::text ? value.as_text().size() / bytes_per_step : 0;
}

class Evaluation {
public:
    Evaluation(std::string_view source, const Program& program, const Value& data,
               const RenderOptions& options, Output& output)
        : source_(source),
          options_(options),
          steps_left_(options.steps_max),
          output_(output),
          variables_(program.reassigned.size()) {
        variables_[0] = data;
    }

    Result<Flow> body(const Body& nodes, const Value& dot) {
        for (const Node& node : nodes) {
            TRYV(step(node.span, 1));
            TRY(const Flow flow,
                std::visit([&](const auto& what) { return visit(what, node.span, dot); },
                           node.what));
            if (flow != Flow::onward) return flow;
        }
        return Flow::onward;
    }

private:
    Error at(Span span, std::string_view message) const {
        const Position position = locate(source_, span.offset);
        return refused(std::to_string(position.line) + ":" + std::to_string(position.column) +
                       ": " + std::string(message));
    }

    Result<void> step(Span span, std::size_t count) {
        if (count > steps_left_) {
            return at(span, "more than " + std::to_string(options_.steps_max) + " steps");
        }
        steps_left_ -= count;
        return success();
    }

    Error full(Span span) const {
        return at(span,
                  "more than " + std::to_string(options_.output_bytes_max) + " bytes of text");
    }

    // --- Nodes ---

    Result<Flow> visit(const Text& text, Span span, const Value&) {
        if (!output_.add_text(text.text)) return full(span);
        return Flow::onward;
    }

    Result<Flow> visit(const Break&, Span, const Value&) { return Flow::break_; }
    Result<Flow> visit(const Continue&, Span, const Value&) { return Flow::continue_; }

    Result<Flow> visit(const Action& action, Span, const Value& dot) {
        const Span span = action.pipeline.span;
        TRY(const Value value, pipeline(action.pipeline, dot));
        if (!action.pipeline.variables.empty()) return Flow::onward;
        if (!is_printable(value)) return at(span, "an alert cannot be printed; name a field");
        TRYV(step(span, weight_of(value)));
        if (!output_.add_value(value)) return full(span);
        return Flow::onward;
    }

    Result<Flow> visit(const If& block, Span, const Value& dot) {
        for (const Branch& branch : block.branches) {
            TRY(const Value condition, pipeline(branch.condition, dot));
            if (is_true(condition)) return body(branch.body, dot);
        }
        return body(block.otherwise, dot);
    }

    Result<Flow> visit(const With& block, Span, const Value& dot) {
        TRY(const Value value, pipeline(block.pipeline, dot));
        return is_true(value) ? body(block.body, value) : body(block.otherwise, dot);
    }

    Result<Flow> visit(const Range& block, Span, const Value& dot) {
        TRY(const Value value, pipeline(block.pipeline, dot));
        switch (value.kind()) {
            case Kind::nil:
                return body(block.otherwise, dot);
            case Kind::list:
                return range_list(block, value.items(), dot);
            case Kind::map:
                return range_map(block, value.fields(), dot);
            default:
                break;
        }
        return at(block.pipeline.span,
                  "range cannot go over " + std::string(name_of(value.kind())));
    }

    Result<Flow> range_list(const Range& block, const Value::List& items, const Value& dot) {
        if (items.empty()) return body(block.otherwise, dot);
        for (std::size_t i = 0; i < items.size(); ++i) {
            const Value key = Value::integer(static_cast<std::int64_t>(i));
            TRY(const Flow flow, iteration(block, key, items[i]));
            if (flow == Flow::break_) break;
        }
        return Flow::onward;
    }

    Result<Flow> range_map(const Range& block, const Value::Fields& entries, const Value& dot) {
        if (entries.empty()) return body(block.otherwise, dot);
        for (const auto& [name, element] : entries) {
            // The names of labels come from outside as their values do.
            TRY(const Flow flow, iteration(block, Value::untrusted(name), element));
            if (flow == Flow::break_) break;
        }
        return Flow::onward;
    }

    Result<Flow> iteration(const Range& block, const Value& key, const Value& element) {
        TRYV(step(block.pipeline.span, 1));
        const std::vector<Slot>& variables = block.pipeline.variables;
        if (!variables.empty()) variables_[variables.back()] = element;
        if (variables.size() == 2) variables_[variables.front()] = key;
        return body(block.body, element);
    }

    // --- Pipelines ---

    Result<Value> pipeline(const Pipeline& pipeline, const Value& dot) {
        Value value;
        for (std::size_t i = 0; i < pipeline.commands.size(); ++i) {
            const Value before = value;
            TRY(value, command(pipeline.commands[i], dot, i == 0 ? nullptr : &before));
        }
        for (const Slot slot : pipeline.variables) variables_[slot] = value;
        return value;
    }

    Result<Value> command(const Command& command, const Value& dot, const Value* piped) {
        const Operand& first = command.operands.front();
        if (first.root != Operand::Root::function) return operand(first, dot);
        const std::span<const Operand> rest(command.operands);
        return call(*first.function, rest.subspan(1), dot, piped, first.span);
    }

    Result<Value> call(const Function& function, std::span<const Operand> operands,
                       const Value& dot, const Value* piped, Span span) {
        TRYV(step(span, 1));
        if (function.order != Function::Order::all) {
            return call_until(function.order == Function::Order::until_true, operands, dot, piped);
        }
        std::vector<Value> arguments;
        for (const Operand& next : operands) {
            TRY(Value argument, operand(next, dot));
            arguments.push_back(std::move(argument));
        }
        if (piped != nullptr) arguments.push_back(*piped);
        for (std::size_t i = 0; i < arguments.size(); ++i) {
            const Parameter wanted = parameter(function, i);
            if (!accepts(wanted, arguments[i].kind())) {
                return at(span, std::string(function.name) + " takes " +
                                    std::string(name_of(wanted)) + ", not " +
                                    std::string(name_of(arguments[i].kind())));
            }
            TRYV(step(span, weight_of(arguments[i])));
        }
        auto value = function.call(arguments);
        if (!value) return at(span, value.error().message);
        TRYV(step(span, weight_of(value.value())));
        const bool computed = function.gives == Function::Gives::text;
        if (computed && value.value().as_text().size() > options_.output_bytes_max)
            return full(span);
        return value;
    }

    // and, or: the first argument that decides, or the last.
    Result<Value> call_until(bool wanted, std::span<const Operand> operands, const Value& dot,
                             const Value* piped) {
        Value value;
        for (const Operand& next : operands) {
            TRY(value, operand(next, dot));
            if (is_true(value) == wanted) return value;
        }
        return piped != nullptr ? *piped : value;
    }

    // --- Operands ---

    Result<Value> operand(const Operand& operand, const Value& dot) {
        TRYV(step(operand.span, 1 + operand.fields.size()));
        Value value;
        switch (operand.root) {
            case Operand::Root::literal:
                return operand.literal;
            case Operand::Root::dot:
                value = dot;
                break;
            case Operand::Root::variable:
                value = variables_[operand.variable];
                break;
            case Operand::Root::function:
                return call(*operand.function, {}, dot, nullptr, operand.span);
            case Operand::Root::pipeline: {
                TRY(value, pipeline(*operand.pipeline, dot));
                break;
            }
        }
        for (const FieldName& field : operand.fields) {
            TRY(Value inner, field_of(value, field));
            value = std::move(inner);
        }
        return value;
    }

    Result<Value> field_of(const Value& value, const FieldName& field) {
        if (value.kind() == Kind::map || value.kind() == Kind::record) {
            const auto found = value.fields().find(field.name);
            const bool is_map = value.kind() == Kind::map;
            if (is_map && is_map_method(field.name)) {
                return at(field.span, "not supported yet: ." + field.name);
            }
            if (found != value.fields().end()) return found->second;
            if (is_map) return Value::absent();
        }
        if (value.is_alerts() && (field.name == "Firing" || field.name == "Resolved")) {
            return alerts_that_are(field.name == "Firing" ? "firing" : "resolved", value,
                                   field.span);
        }
        return at(field.span,
                  std::string(name_of(value.kind())) + " has no field \"." + field.name + "\"");
    }

    Result<Value> alerts_that_are(std::string_view status, const Value& alerts, Span span) {
        TRYV(step(span, alerts.items().size()));
        Value::List chosen;
        for (const Value& alert : alerts.items()) {
            const auto found = alert.fields().find("Status");
            if (found == alert.fields().end() || found->second.kind() != Kind::text) continue;
            if (found->second.as_text() == status) chosen.push_back(alert);
        }
        return Value::list(std::move(chosen));  // As in Go: no .Firing of .Firing.
    }

    std::string_view source_;
    const RenderOptions& options_;
    std::size_t steps_left_;
    Output& output_;
    std::vector<Value> variables_;  // By slot.
};

}  // namespace

Result<void> evaluate(std::string_view source, const Program& program, const Value& data,
                      const RenderOptions& options, Output& output) {
    TRYV(Evaluation(source, program, data, options, output).body(program.body, data));
    return success();
}

}  // namespace tocsin
