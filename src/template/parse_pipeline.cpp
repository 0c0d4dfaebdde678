#include "template/parse_pipeline.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "template/functions.hpp"
#include "template/literal.hpp"

namespace tocsin {
namespace {

bool starts_operand(const Token& token) {
    switch (token.kind) {
        case TokenKind::name:
        case TokenKind::field:
        case TokenKind::dot:
        case TokenKind::variable:
        case TokenKind::quoted:
        case TokenKind::number:
        case TokenKind::boolean:
        case TokenKind::left_paren:
            return true;
        case TokenKind::keyword:
            return token.text == "nil";
        default:
            return false;
    }
}

bool is_plain(const Operand& operand) {
    return operand.fields.empty() &&
           (operand.root == Operand::Root::literal || operand.root == Operand::Root::dot);
}

// Recursive descent over the tokens of one pipeline.
class PipelineParser {
public:
    PipelineParser(Cursor& cursor, Scope& scope) : cursor_(cursor), scope_(scope) {}

    TemplateResult<Pipeline> pipeline(std::string_view where) {
        Pipeline made;
        const Span start = cursor_.next().span;
        TRY(const std::vector<Token> targets, targets_of(where));
        const bool declares = !targets.empty() && cursor_.before().kind == TokenKind::declare;
        while (true) {
            TRY(Command next, command(where));
            if (!made.commands.empty() && is_plain(next.operands.front())) {
                return wrong(cursor_.source(), next.span, "only a function can stand after |");
            }
            made.commands.push_back(std::move(next));
            if (!cursor_.next_is(TokenKind::pipe)) break;
            cursor_.take();
        }
        made.span = joined(start, cursor_.before().span);
        for (const Token& target : targets) {
            if (declares) {
                made.variables.push_back(scope_.declare(target.text));
                continue;
            }
            TRY(const Slot slot, scope_.find(cursor_, target));
            scope_.reassign(slot);
            made.variables.push_back(slot);
        }
        return made;
    }

private:
    // "$x :=", "$x =" or, for range, "$i, $e :="; the token taken last is the sign.
    TemplateResult<std::vector<Token>> targets_of(std::string_view where) {
        std::vector<Token> targets;
        const TokenKind follows = cursor_.after_next().kind;
        if (!cursor_.next_is(TokenKind::variable) ||
            (follows != TokenKind::declare && follows != TokenKind::assign &&
             follows != TokenKind::comma)) {
            return targets;
        }
        targets.push_back(cursor_.take());
        if (follows == TokenKind::comma) {
            if (where != "range") {
                return cursor_.error(cursor_.next(), "two variables are set only by range");
            }
            cursor_.take();
            if (!cursor_.next_is(TokenKind::variable)) return cursor_.unexpected(where);
            targets.push_back(cursor_.take());
        }
        for (const Token& target : targets) {
            if (target.text == "$") {
                return cursor_.error(target, "$ is the data and cannot be set");
            }
        }
        const Token& sign = cursor_.next();
        if (sign.kind == TokenKind::assign && where == "range") {
            return cursor_.error(sign, "range declares its variables", "use :=");
        }
        if (sign.kind != TokenKind::declare && sign.kind != TokenKind::assign) {
            return cursor_.unexpected(where);
        }
        cursor_.take();
        return targets;
    }

    TemplateResult<Command> command(std::string_view where) {
        Command made;
        const Span start = cursor_.next().span;
        while (starts_operand(cursor_.next())) {
            const Token& token = cursor_.next();
            if (!made.operands.empty() && !token.spaced) {
                return cursor_.error(token,
                                     "white space is missing before " + std::string(token.text));
            }
            TRY(Operand next, operand());
            made.operands.push_back(std::move(next));
        }
        if (made.operands.empty()) {
            if (cursor_.next_is(TokenKind::close) || cursor_.next_is(TokenKind::right_paren)) {
                return cursor_.error(cursor_.next(), "missing value for " + std::string(where));
            }
            return cursor_.unexpected(where);
        }
        made.span = joined(start, cursor_.before().span);
        const Operand& first = made.operands.front();
        if (first.root == Operand::Root::literal && first.literal.kind() == Kind::nil) {
            return wrong(cursor_.source(), first.span, "nil is not a value to show or test",
                         "compare with it: eq .EndsAt nil");
        }
        return made;
    }

    TemplateResult<Operand> operand() {
        const Token& token = cursor_.next();
        Operand made;
        if (token.kind != TokenKind::field) {
            TRYV(root(made));
        }
        while (cursor_.next_is(TokenKind::field) &&
               (&cursor_.next() == &token || !cursor_.next().spaced)) {
            const Token& field = cursor_.take();
            made.fields.push_back({std::string(field.text.substr(1)), field.span});
        }
        made.span = joined(token.span, cursor_.before().span);
        const bool has_fields = token.kind == TokenKind::field ||
                                token.kind == TokenKind::variable ||
                                token.kind == TokenKind::left_paren;
        if (made.fields.empty() || has_fields) return made;
        const bool calls = made.root == Operand::Root::function;
        return wrong(
            cursor_.source(), made.fields.front().span,
            "unexpected ." + made.fields.front().name + " after " + std::string(token.text),
            calls ? "put the call into parentheses" : "");
    }

    TemplateResult<void> root(Operand& made) {
        const Token& token = cursor_.take();
        switch (token.kind) {
            case TokenKind::dot:
                return success();
            case TokenKind::name:
                return function(token, made);
            case TokenKind::left_paren:
                return parentheses(token, made);
            case TokenKind::variable: {
                made.root = Operand::Root::variable;
                TRY(made.variable, scope_.find(cursor_, token));
                return success();
            }
            default:
                return literal(token, made);
        }
    }

    TemplateResult<void> literal(const Token& token, Operand& made) {
        made.root = Operand::Root::literal;
        if (token.kind == TokenKind::boolean) made.literal = Value::boolean(token.text == "true");
        if (token.kind == TokenKind::number) {
            auto number = read_number(token.text);
            if (!number) return cursor_.error(token, "bad number " + std::string(token.text));
            made.literal = std::move(*number);
        }
        if (token.kind == TokenKind::quoted) {
            auto text = read_quoted(token.text);
            if (!text) {
                return cursor_.error(token, "unknown escape in this text",
                                     "a backslash is written \\\\; in backquotes it is plain");
            }
            made.literal = Value::text(std::move(*text));
        }
        return success();
    }

    TemplateResult<void> function(const Token& token, Operand& made) {
        made.root = Operand::Root::function;
        made.function = find_function(token.text);
        if (made.function != nullptr) return success();
        return cursor_.error(token, "unknown function \"" + std::string(token.text) + "\"",
                             hint_for_function(token.text));
    }

    TemplateResult<void> parentheses(const Token& open, Operand& made) {
        TRYV(check_depth(scope_, cursor_, open));
        made.root = Operand::Root::pipeline;
        ++scope_.depth;
        auto inside = pipeline("parentheses");
        --scope_.depth;
        TRY(Pipeline taken, std::move(inside));
        if (!cursor_.next_is(TokenKind::right_paren)) {
            if (cursor_.next_is(TokenKind::close))
                return cursor_.error(open, "this ( is not closed");
            return cursor_.unexpected("parentheses");
        }
        cursor_.take();
        made.pipeline = std::make_unique<const Pipeline>(std::move(taken));
        return success();
    }

    Cursor& cursor_;
    Scope& scope_;
};

}  // namespace

Slot Scope::declare(std::string_view name) {
    const Slot slot = reassigned_.size();
    reassigned_.push_back(false);
    visible_.push_back({std::string(name), slot});
    return slot;
}

TemplateResult<Slot> Scope::find(const Cursor& cursor, const Token& variable) const {
    const auto nearest_one =
        std::find_if(visible_.rbegin(), visible_.rend(),
                     [&](const Variable& known) { return known.name == variable.text; });
    if (nearest_one != visible_.rend()) return nearest_one->slot;
    std::vector<std::string> names;
    for (const Variable& known : visible_) {
        if (known.name != "$") names.push_back(known.name);
    }
    const auto meant = nearest(variable.text, names);
    return cursor.error(variable, "undefined variable " + std::string(variable.text),
                        meant ? "did you mean " + *meant + "?" : std::string());
}

TemplateResult<void> check_depth(const Scope& scope, const Cursor& cursor, const Token& token) {
    if (scope.depth < nesting_max) return success();
    return cursor.error(token, "nested deeper than " + std::to_string(nesting_max));
}

TemplateResult<Pipeline> parse_pipeline(Cursor& cursor, Scope& scope, std::string_view where) {
    return PipelineParser(cursor, scope).pipeline(where);
}

}  // namespace tocsin
