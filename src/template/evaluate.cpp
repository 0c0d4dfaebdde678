#include "template/evaluate.hpp"

#include "base/assert.hpp"
#include "template/functions.hpp"
#include "template/map_methods.hpp"
#include "template/printed.hpp"
#include "template/workspace.hpp"

namespace tocsin {
namespace {

// Bytes of text that cost one more step.
constexpr std::size_t bytes_per_step = 256;

enum class Flow { onward, break_, continue_ };

std::size_t weight_of(const Value& value) {
    return value.kind() == Kind::text ? value.as_text().size() / bytes_per_step : 0;
}

// What a text and the templates that it calls share.
struct Rendering {
    const Definitions& definitions;
    const RenderOptions& options;
    Workspace workspace;
    Output& output;
};

// Of one program: the text itself, or a template with its own "$" and variables.
class Evaluation {
public:
    Evaluation(std::string_view source, const Program& program, const Value& data,
               Rendering& rendering)
        : source_(source),
          rendering_(rendering),
          options_(rendering.options),
          workspace_(rendering.workspace),
          output_(rendering.output),
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
        const auto spent = workspace_.spend(count);
        if (!spent) return at(span, spent.error().message);
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

    Result<Flow> visit(const Call& call, Span span, const Value& dot) {
        Value argument;
        if (call.argument) {
            TRY(argument, pipeline(*call.argument, dot));
        }
        const auto found = rendering_.definitions.find(call.name);
        TOCSIN_ASSERT(found != rendering_.definitions.end());
        const Definition& definition = *found->second;
        Evaluation inner(*definition.source, definition.program, argument, rendering_);
        const auto done = inner.body(definition.program.body, argument);
        if (done) return Flow::onward;
        return at(span, "in template \"" + call.name + "\", " + done.error().message);
    }

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
                return range_nothing(block, dot);
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

    // A break in the else of a range ends that else only, as in Go, where one would expect that it
    // ends the range around it; a continue goes to that one.
    Result<Flow> range_nothing(const Range& block, const Value& dot) {
        TRY(const Flow flow, body(block.otherwise, dot));
        return flow == Flow::break_ ? Flow::onward : flow;
    }

    Result<Flow> range_list(const Range& block, const Value::List& items, const Value& dot) {
        if (items.empty()) return range_nothing(block, dot);
        for (std::size_t i = 0; i < items.size(); ++i) {
            const Value key = Value::integer(static_cast<std::int64_t>(i));
            TRY(const Flow flow, iteration(block, key, items[i]));
            if (flow == Flow::break_) break;
        }
        return Flow::onward;
    }

    Result<Flow> range_map(const Range& block, const Value::Fields& entries, const Value& dot) {
        if (entries.empty()) return range_nothing(block, dot);
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
        const std::span<const Operand> rest(command.operands);
        if (first.root != Operand::Root::function) {
            const bool alone = rest.size() == 1 && piped == nullptr;
            return alone ? operand(first, dot) : call_method(first, rest.subspan(1), dot, piped);
        }
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
        auto value = function.call != nullptr ? function.call(arguments)
                                              : function.call_within(arguments, workspace_);
        if (!value) return at(span, value.error().message);
        TRYV(step(span, weight_of(value.value())));
        const bool computed = function.gives == Function::Gives::text;
        if (computed && value.value().as_text().size() > options_.output_bytes_max)
            return full(span);
        return value;
    }

    // MAP.Remove LIST: the one method that takes an argument, and only the last of a chain.
    Result<Value> call_method(const Operand& chain, std::span<const Operand> operands,
                              const Value& dot, const Value* piped) {
        TRY(const Value whole, operand(chain, dot, chain.fields.size() - 1));
        const FieldName& method = chain.fields.back();
        if (whole.kind() != Kind::map || method.name != "Remove") {
            return at(method.span, "." + method.name + " takes no argument");
        }
        Value names;
        if (piped != nullptr) names = *piped;
        if (!operands.empty()) {
            TRY(names, operand(operands.front(), dot));
        }
        TRYV(step(method.span, whole.fields().size()));
        auto left = without_labels(whole, names);
        if (!left) return at(method.span, left.error().message);
        return left;
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
        return this->operand(operand, dot, operand.fields.size());
    }

    // With the first `fields` of its fields only.
    Result<Value> operand(const Operand& operand, const Value& dot, std::size_t fields) {
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
        for (std::size_t i = 0; i < fields; ++i) {
            TRY(Value inner, field_of(value, operand.fields[i]));
            value = std::move(inner);
        }
        return value;
    }

    Result<Value> field_of(const Value& value, const FieldName& field) {
        if (value.kind() == Kind::map) {
            if (is_map_method(field.name)) return method_of(value, field);
            const auto found = value.fields().find(field.name);
            return found != value.fields().end() ? found->second : Value::absent();
        }
        if (value.kind() == Kind::record) {
            const auto found = value.fields().find(field.name);
            if (found != value.fields().end()) return found->second;
        }
        if (value.list_kind() == ListKind::pairs && is_pairs_method(field.name)) {
            TRYV(step(field.span, value.items().size()));
            return call_pairs_method(value, field.name);
        }
        const bool alerts = value.list_kind() == ListKind::alerts;
        if (alerts && (field.name == "Firing" || field.name == "Resolved")) {
            return alerts_that_are(field.name == "Firing" ? "firing" : "resolved", value,
                                   field.span);
        }
        return at(field.span,
                  std::string(name_of(value.kind())) + " has no field \"." + field.name + "\"");
    }

    Result<Value> method_of(const Value& map, const FieldName& method) {
        if (method.name == "Remove") return at(method.span, "Remove takes a list of texts");
        TRYV(step(method.span, map.fields().size()));
        return call_map_method(map, method.name);
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
    Rendering& rendering_;
    const RenderOptions& options_;
    Workspace& workspace_;
    Output& output_;
    std::vector<Value> variables_;  // By slot.
};

}  // namespace

Result<void> evaluate(const Template& text, const Value& data, const RenderOptions& options,
                      Output& output) {
    Rendering rendering{text.definitions(), options,
                        Workspace(options.now, options.steps_max, options.output_bytes_max),
                        output};
    TRYV(
        Evaluation(text.source(), text.program(), data, rendering).body(text.program().body, data));
    return success();
}

}  // namespace tocsin
