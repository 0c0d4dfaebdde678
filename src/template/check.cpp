#include "template/check.hpp"

#include <algorithm>

#include "template/check_pipeline.hpp"

namespace tocsin {
namespace {

// Calls of templates that one text may come to.  Each is looked at with its own argument, and two
// calls in each of sixteen templates would be sixty thousand.
constexpr std::size_t calls_max = 1000;

// What is found while a text and the templates that it calls are looked at.
struct CheckState {
    const TemplateLibrary& library;
    Checked checked{};
    std::vector<LabelUse> guards{};
    std::vector<std::string> path{};  // Of the templates that we are in.
    std::size_t calls = 0;
    std::size_t certain_bytes = 0;  // Of text that is shown whatever the data.
    std::size_t conditions = 0;     // Of the blocks that we are in.
};

// A block whose text may never be shown.
class Conditional {
public:
    explicit Conditional(CheckState& state) : state_(state) { ++state_.conditions; }
    ~Conditional() { --state_.conditions; }
    Conditional(const Conditional&) = delete;
    Conditional& operator=(const Conditional&) = delete;

private:
    CheckState& state_;
};

// The blocks of one program.
class BlockChecker {
public:
    BlockChecker(std::string_view source, const Program& program, Fact data,
                 std::optional<UsePlace> uses_at, CheckState& state)
        : source_(source),
          program_(program),
          data_(std::move(data)),
          uses_at_(uses_at),
          expressions_(source, program, data_, uses_at),
          state_(state) {}

    TemplateResult<void> run() { return body(program_.body, data_); }

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

    TemplateResult<void> visit(const Text& text, Span span, const Fact&) {
        if (state_.conditions > 0) return success();
        state_.certain_bytes += text.text.size();
        if (state_.certain_bytes <= output_bytes_max) return success();
        TemplateError large =
            error(span, "more than " + std::to_string(output_bytes_max) + " bytes of text");
        large.code = "E304";
        return large;
    }

    TemplateResult<void> visit(const Break&, Span, const Fact&) { return success(); }
    TemplateResult<void> visit(const Continue&, Span, const Fact&) { return success(); }

    TemplateResult<void> visit(const Action& action, Span, const Fact& dot) {
        TRY(const Fact value, expressions_.pipeline(action.pipeline, dot));
        if (!action.pipeline.variables.empty()) return success();
        if (!may_be_printable(value.shape)) {
            return error(action.pipeline.span, "an alert or the data as a whole cannot be printed",
                         "name one of its fields");
        }
        for (const LabelUse& use : value.shown) {
            if (!is_guarded(use)) state_.checked.unguarded.push_back(use);
        }
        return success();
    }

    TemplateResult<void> visit(const If& block, Span, const Fact& dot) {
        const Conditional inside(state_);
        const std::size_t guards = state_.guards.size();
        for (const Branch& branch : block.branches) {
            TRY(const Fact condition, expressions_.pipeline(branch.condition, dot));
            add(state_.guards, condition.named);
            TRYV(body(branch.body, dot));
        }
        TRYV(body(block.otherwise, dot));
        state_.guards.resize(guards);
        return success();
    }

    TemplateResult<void> visit(const With& block, Span, const Fact& dot) {
        const Conditional inside(state_);
        const std::size_t guards = state_.guards.size();
        TRY(const Fact value, expressions_.pipeline(block.pipeline, dot));
        add(state_.guards, value.named);
        TRYV(body(block.body, value));
        TRYV(body(block.otherwise, dot));
        state_.guards.resize(guards);
        return success();
    }

    TemplateResult<void> visit(const Range& block, Span, const Fact& dot) {
        const Conditional inside(state_);
        TRY(const Fact value, expressions_.pipeline(block.pipeline, dot));
        const auto kind = value.shape.kind;
        if (kind && kind != Kind::list && kind != Kind::map && kind != Kind::nil) {
            return error(block.pipeline.span,
                         "range goes over a list or a map, not " + std::string(name_of(*kind)));
        }
        Fact element;
        if (value.shape.element) element.shape = *value.shape.element;
        const std::vector<Slot>& variables = block.pipeline.variables;
        if (!variables.empty()) expressions_.set(variables.back(), element);
        if (variables.size() == 2) {
            Fact key;
            if (kind == Kind::list) key.shape = shape_of(Kind::integer);
            if (kind == Kind::map) key.shape = shape_of(Kind::text);
            expressions_.set(variables.front(), key);
        }
        TRYV(body(block.body, element));
        // As in Go: where there is nothing to go over, they are that nothing.
        for (const Slot slot : variables) expressions_.set(slot, value);
        return body(block.otherwise, dot);
    }

    // --- Calls ---

    TemplateResult<void> visit(const Call& call, Span span, const Fact& dot) {
        Fact argument{shape_of(Kind::nil)};
        if (call.argument) {
            TRY(argument, expressions_.pipeline(*call.argument, dot));
        }
        const auto found = state_.library.definitions.find(call.name);
        if (found == state_.library.definitions.end()) {
            if (!state_.library.complete) return success();
            return unknown_template(source_, call, state_.library.definitions);
        }
        // The library has reported circles; here they must only end.
        if (std::find(state_.path.begin(), state_.path.end(), call.name) != state_.path.end()) {
            return success();
        }
        if (++state_.calls > calls_max) {
            return error(call.name_span,
                         "more than " + std::to_string(calls_max) + " calls of templates");
        }
        state_.checked.definitions.insert(*found);
        return inside_of(*found->second, std::move(argument), span);
    }

    TemplateResult<void> inside_of(const Definition& definition, Fact argument, Span span) {
        const UsePlace here{span, locate(source_, span.offset)};
        state_.path.push_back(definition.name);
        BlockChecker inner(*definition.source, definition.program, std::move(argument),
                           uses_at_ ? *uses_at_ : here, state_);
        auto result = inner.run();
        state_.path.pop_back();
        if (result) return success();
        TemplateError error = result.error();
        if (error.file.empty()) {
            error.file = definition.file;
            error.message = "in template \"" + definition.name + "\": " + error.message;
        }
        error.call = span;
        return error;
    }

    bool is_guarded(const LabelUse& use) const {
        return std::any_of(state_.guards.begin(), state_.guards.end(), [&](const LabelUse& guard) {
            return guard.map == use.map && guard.name == use.name;
        });
    }

    std::string_view source_;
    const Program& program_;
    Fact data_;
    std::optional<UsePlace> uses_at_;  // In a template that a text calls: where it does.
    PipelineChecker expressions_;
    CheckState& state_;
};

}  // namespace

TemplateResult<Checked> check(std::string_view source, const Program& program,
                              const FieldSet& fields, const TemplateLibrary& library) {
    CheckState state{library};
    BlockChecker checker(source, program, Fact{record_of(fields)}, std::nullopt, state);
    TRYV(checker.run());
    return std::move(state.checked);
}

TemplateResult<void> check_definition(const Definition& definition) {
    const TemplateLibrary none{{}, false};
    CheckState state{none};
    return BlockChecker(*definition.source, definition.program, Fact{}, std::nullopt, state).run();
}

}  // namespace tocsin
