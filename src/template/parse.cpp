#include "template/parse.hpp"

#include "base/assert.hpp"
#include "base/text.hpp"
#include "template/literal.hpp"
#include "template/parse_pipeline.hpp"

namespace tocsin {
namespace {

// Recursive descent over text and blocks.
class Parser {
public:
    explicit Parser(Cursor& cursor) : cursor_(cursor) {}

    TemplateResult<Program> run() {
        Program made;
        TRY(made.body, body());
        if (!cursor_.next_is(TokenKind::end_of_text)) {
            const Token& token = cursor_.next();
            return cursor_.error(token, "unexpected {{ " + std::string(token.text) + " }}",
                                 "no if, with or range is open here");
        }
        made.reassigned = scope_.reassigned();
        return made;
    }

    // After {{ define.
    TemplateResult<ParsedDefinition> definition(const Token& open) {
        ParsedDefinition made;
        const Token& keyword = cursor_.before();
        made.name_span = cursor_.next().span;
        TRY(made.name, name_of_template("define"));
        TRYV(cursor_.expect_close("define"));
        TRY(made.program.body, body());
        if (!cursor_.next_is_keyword("end")) {
            if (cursor_.next_is_keyword("else")) return cursor_.unexpected("define");
            return cursor_.error(keyword, "this define is not closed", "it ends with {{ end }}");
        }
        cursor_.take();
        TRYV(cursor_.expect_close("end"));
        made.span = joined(open.span, cursor_.before().span);
        made.program.reassigned = scope_.reassigned();
        return made;
    }

private:
    // Up to {{ else }}, {{ end }} (then that keyword is next) or the end of the text.
    TemplateResult<Body> body() {
        const std::size_t known = scope_.mark();
        Body nodes;
        while (!cursor_.next_is(TokenKind::end_of_text)) {
            const Token& token = cursor_.take();
            if (token.kind == TokenKind::text) {
                nodes.push_back({Text{std::string(token.text)}, token.span});
                continue;
            }
            TOCSIN_ASSERT(token.kind == TokenKind::open);
            if (cursor_.next_is_keyword("end") || cursor_.next_is_keyword("else")) break;
            TRY(Node node, action(token));
            nodes.push_back(std::move(node));
        }
        scope_.forget_since(known);
        return nodes;
    }

    TemplateResult<Node> action(const Token& open) {
        if (!cursor_.next_is(TokenKind::keyword) || cursor_.next_is_keyword("nil")) {
            TRY(Pipeline shown, parse_pipeline(cursor_, scope_, "this action"));
            TRYV(cursor_.expect_close("this action"));
            const Span span = shown.span;
            return Node{Action{std::move(shown)}, span};
        }
        const Token& keyword = cursor_.take();
        TRYV(check_depth(scope_, cursor_, keyword));
        const std::size_t known = scope_.mark();
        ++scope_.depth;
        auto made = block(keyword);
        --scope_.depth;
        scope_.forget_since(known);
        TRY(Node node, std::move(made));
        const auto* const call = std::get_if<Call>(&node.what);
        node.span = joined(open.span, call != nullptr ? call->name_span : keyword.span);
        return node;
    }

    TemplateResult<Node> block(const Token& keyword) {
        if (keyword.text == "if") return if_block(keyword);
        if (keyword.text == "with") return with_block(keyword);
        if (keyword.text == "range") return range_block(keyword);
        if (keyword.text == "break" || keyword.text == "continue") return jump(keyword);
        if (keyword.text == "template") return call();
        if (keyword.text == "define") {
            return cursor_.error(keyword,
                                 "\"define\" stands only at the top of a file of templates",
                                 "template_files names them");
        }
        TOCSIN_ASSERT(keyword.text == "block");
        return cursor_.error(keyword, "\"block\" is not offered", "use define and template");
    }

    TemplateResult<Node> call() {
        Call made;
        made.name_span = cursor_.next().span;
        TRY(made.name, name_of_template("template"));
        if (!cursor_.next_is(TokenKind::close)) {
            TRY(made.argument, parse_pipeline(cursor_, scope_, "template"));
        }
        TRYV(cursor_.expect_close("template"));
        return Node{std::move(made), {}};
    }

    TemplateResult<std::string> name_of_template(std::string_view where) {
        if (!cursor_.next_is(TokenKind::quoted)) {
            const std::string wanted = "the name of a template stands in quotes";
            if (cursor_.next_is(TokenKind::close)) {
                return cursor_.error(cursor_.next(), "missing name for " + std::string(where),
                                     wanted);
            }
            return cursor_.error(
                cursor_.next(),
                "unexpected " + std::string(cursor_.next().text) + " in " + std::string(where),
                wanted);
        }
        const Token& token = cursor_.take();
        auto name = read_quoted(token.text);
        if (!name || name->empty()) return cursor_.error(token, "this is no name of a template");
        return std::move(*name);
    }

    TemplateResult<Node> jump(const Token& keyword) {
        if (ranges_ == 0) {
            return cursor_.error(keyword, std::string(keyword.text) + " outside range");
        }
        TRYV(cursor_.expect_close(keyword.text));
        if (keyword.text == "break") return Node{Break{}, {}};
        return Node{Continue{}, {}};
    }

    TemplateResult<Node> if_block(const Token& keyword) {
        If made;
        while (true) {
            TRY(Pipeline condition, parse_pipeline(cursor_, scope_, "if"));
            TRYV(cursor_.expect_close("if"));
            TRY(Body then, body());
            made.branches.push_back({std::move(condition), std::move(then)});
            if (!cursor_.next_is_keyword("else") || !is_else_if()) break;
            cursor_.take();
            cursor_.take();
        }
        TRY(made.otherwise, rest_of_block(keyword));
        return Node{std::move(made), {}};
    }

    bool is_else_if() const {
        const Token& after = cursor_.after_next();
        return after.kind == TokenKind::keyword && after.text == "if";
    }

    TemplateResult<Node> with_block(const Token& keyword) {
        With made;
        TRY(made.pipeline, parse_pipeline(cursor_, scope_, "with"));
        TRYV(cursor_.expect_close("with"));
        TRY(made.body, body());
        TRY(made.otherwise, rest_of_block(keyword));
        return Node{std::move(made), {}};
    }

    TemplateResult<Node> range_block(const Token& keyword) {
        Range made;
        TRY(made.pipeline, parse_pipeline(cursor_, scope_, "range"));
        TRYV(cursor_.expect_close("range"));
        ++ranges_;
        auto inside = body();
        --ranges_;
        TRY(made.body, std::move(inside));
        TRY(made.otherwise, rest_of_block(keyword));
        return Node{std::move(made), {}};
    }

    // {{ else }} … {{ end }}, or {{ end }}.
    TemplateResult<Body> rest_of_block(const Token& keyword) {
        const std::string name(keyword.text);
        Body otherwise;
        if (cursor_.next_is_keyword("else")) {
            if (is_else_if()) {
                return cursor_.error(cursor_.next(), "\"else if\" continues an if, not a " + name);
            }
            cursor_.take();
            TRYV(cursor_.expect_close("else"));
            TRY(otherwise, body());
            if (cursor_.next_is_keyword("else")) {
                return cursor_.error(cursor_.next(), "a second else of one " + name);
            }
        }
        if (!cursor_.next_is_keyword("end")) {
            return cursor_.error(keyword, "this " + name + " is not closed",
                                 "it ends with {{ end }}");
        }
        cursor_.take();
        TRYV(cursor_.expect_close("end"));
        return otherwise;
    }

    Cursor& cursor_;
    Scope scope_{};
    int ranges_ = 0;
};

}  // namespace

TemplateResult<std::vector<ParsedDefinition>> parse_definitions(std::string_view source) {
    TRY(std::vector<Token> tokens, lex(source));
    Cursor cursor(source, std::move(tokens));
    std::vector<ParsedDefinition> made;
    while (!cursor.next_is(TokenKind::end_of_text)) {
        const Token& token = cursor.take();
        if (token.kind == TokenKind::text && trim(token.text).empty()) continue;
        if (token.kind != TokenKind::open || !cursor.next_is_keyword("define")) {
            const bool text = token.kind == TokenKind::text;
            const std::size_t skipped = text ? token.text.find(trim(token.text)) : 0;
            const Span span{token.span.offset + skipped,
                            text ? trim(token.text).size() : token.span.length};
            return wrong(source, span, "only {{ define }} stands at the top of a file of templates",
                         "{{ define \"NAME\" }} … {{ end }}");
        }
        cursor.take();
        TRY(ParsedDefinition definition, Parser(cursor).definition(token));
        made.push_back(std::move(definition));
    }
    return made;
}

TemplateResult<Program> parse(std::string_view source) {
    TRY(std::vector<Token> tokens, lex(source));
    Cursor cursor(source, std::move(tokens));
    return Parser(cursor).run();
}

}  // namespace tocsin
