// Each form that g++ 12.2 miscompiles is refused, each that it compiles rightly is not; the numbers
// are those of docs/decisions/0002-a-subset-of-co-await.md.
#include "tests/tidy/coawait.hpp"

#include <gtest/gtest.h>

namespace tocsin::tidy {
namespace {

Findings findings_in(std::string_view statement) {
    return check_coawait({make_source(
        "src/net/a.cpp", "awaitable<void> f() {\n    " + std::string(statement) + "\n}\n")});
}

void expect_refused(const std::vector<std::string_view>& statements) {
    for (const std::string_view statement : statements)
        EXPECT_FALSE(findings_in(statement).empty()) << "not refused: " << statement;
}

void expect_allowed(const std::vector<std::string_view>& statements) {
    for (const std::string_view statement : statements) {
        const Findings findings = findings_in(statement);
        EXPECT_TRUE(findings.empty()) << statement << listed(findings);
    }
}

TEST(Coawait, HasOnlyTheSafeForms) {
    const Findings findings = check_coawait(project_files());
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(CoawaitRule, Rule1AllowsAStatementOfItsOwn) {
    expect_allowed({
        "co_await op();",
        "const auto n = co_await op();",
        "auto [ec, n] = co_await stream.async_read_some(buffer, tok);",
        "const auto& [ec, n] = co_await op();",
        "n = co_await op();",
        "state_->size += co_await op();",
        "sizes[i] = co_await op();",
        "co_return co_await op();",
        "static_cast<void>(co_await op());",
        "(void)co_await op();",
        "auto ex = co_await asio::this_coro::executor;",
        "std::map<int, std::string> all = co_await op();",
    });
}

TEST(CoawaitRule, Rule1AllowsAStatementUnderAConditionOrLoop) {
    expect_allowed({
        "if (a) co_await op();",
        "if (a && (b || c())) n = co_await op();",
        "if (a) {\n        co_await op();\n    } else {\n        co_await other();\n    }",
        "if (a) co_await op();\n    else co_await other();",
        "while (running) co_await tick();",
        "for (;;) co_await tick();",
        "for (int i = 0; i < n; ++i) co_await tick(i);",
        "for (const auto& each : all) n = co_await op(each);",
        "do {\n        co_await op();\n    } while (again);",
        "switch (a) {\n        case B::c:\n            co_await op();\n            break;\n"
        "        default:\n            co_await other();\n    }",
        "try {\n        co_await op();\n    } catch (const E& e) {\n    }",
    });
}

TEST(CoawaitRule, Rule1RefusesWhatIsOnlyAPartOfAnExpression) {
    expect_refused({
        "int n = 1 + co_await op();",
        "int n = co_await op() + 1;",
        "bool b = co_await op() == 5;",
        "bool b = !co_await op();",
        "bool b = a && co_await op();",
        "int n = f(co_await op());",
        "v.push_back(co_await op());",
        "v[co_await op()] = 1;",
        "throw co_await op();",
        "co_return 1 + co_await op();",
        "int n = co_await a() + co_await b();",
        "co_await f(co_await g());",
    });
}

TEST(CoawaitRule, Rule2RefusesLambdasThatCaptureByValue) {
    expect_refused({
        "co_await f([c] { use(c); });",
        "co_await f([=] { use(c); });",
        "co_await f([&a, c] { use(c); });",
        "co_await f([c = std::move(c)] { use(c); });",
        "co_await f([*this] { use(); });",
        "co_await f([this, self] { use(); });",
        "co_await co_spawn(ex, [c]() -> awaitable<void> { co_return; }, use_awaitable);",
        "co_await async_initiate<S>([sp](auto h) { sp->add(h); }, token);",
        "co_await [c]() -> awaitable<int> { co_return c; }();",
    });
    expect_allowed({
        "co_await f([&c] { use(c); });",
        "co_await f([&] { use(c); });",
        "co_await f([&a, &b] { use(a, b); });",
        "co_await f([this] { use(); });",
        "co_await f([] { use(); });",
        "co_await f(v[i], map[\"key\"]);",
        "auto l = [c] { use(c); };\n    co_await f(std::move(l));",
        "co_spawn(ex, [c]() -> awaitable<void> { co_return; }, log_errors);",
    });
}

TEST(CoawaitRule, Rule3RefusesTheConditionalOperator) {
    expect_refused({
        "auto x = b ? co_await a() : co_await c();",
        "auto x = co_await f(b ? u : v);",
        "auto x = co_await y() ? t : u;",
        "auto x = co_await (b ? a() : c());",
        "co_return b ? co_await a() : 0;",
    });
}

TEST(CoawaitRule, Rules4And5RefuseBraces) {
    expect_refused({
        "co_await f({.path = p});",
        "co_await f(Opts{p, q});",
        "co_await f(Opts{});",
        "co_await f({\"a\", \"b\"});",
        "Res r{.body = co_await g()};",
        "Res r = {.body = co_await g()};",
        "co_return Res{.body = co_await g()};",
        "co_return {co_await g()};",
        "auto both = std::array<T, 2>{co_await a(), co_await b()};",
        "std::vector<T> v{co_await a()};",
        "use(Res{1, {co_await g()}});",
    });
    expect_allowed({
        "Opts opts{p, q};\n    co_await f(std::move(opts));",
        "auto body = co_await g();\n    co_return Res{.body = std::move(body)};",
    });
}

TEST(CoawaitRule, Rule6RefusesConditions) {
    expect_refused({
        "if (co_await f(\"text\") != 5) g();",
        "if (co_await f()) g();",
        "if (!co_await f()) g();",
        "while (co_await f()) g();",
        "while (auto x = co_await f()) g();",
        "switch (co_await f()) {\n    }",
        "for (int i = 0; i < co_await f(); ++i) g();",
        "for (int i = co_await f(); i < 3; ++i) g();",
        "if (auto x = co_await f() + 1; x) g();",
        "if (a && co_await f()) g();",
    });
    expect_allowed({
        "if (T x = co_await f(a, b); x.ok()) g();",
        "if (auto [ec] = co_await timer.async_wait(tok); ec) g();",
        "if (auto o = co_await f()) g();",
        "switch (auto x = co_await f(); x.kind) {\n    }",
        "for (const auto& each : co_await f()) g(each);",
        "for (auto [a, b] : co_await f()) g(a);",
    });
}

TEST(CoawaitRule, Rule7RefusesAwaitersOfOurOwn) {
    EXPECT_EQ(check_coawait(
                  {make_source("src/net/a.cpp", "struct A {\n    bool await_ready() const;\n};\n")})
                  .size(),
              1U);
}

TEST(CoawaitRule, Rule8RefusesTestMacros) {
    expect_refused({
        "EXPECT_EQ(co_await f(t), 3);",
        "ASSERT_TRUE((co_await f(t)).ok());",
        "EXPECT_TRUE(co_await f(t));",
    });
}

TEST(CoawaitRule, Rule9AllowsWhatWasTested) {
    expect_allowed({
        "int r = co_await f(std::string(a) + b, \"text\", c == d);",
        "auto size = (co_await f()).size();",
        "co_return (co_await f()).body;",
        "co_await (a(tok) || b(tok));",
        "co_await f(a * b, x < y);",
        "const Result<std::string> x = co_await conn.read(limit - used);",
    });
}

TEST(CoawaitRule, ReadsCodeAndNotSentences) {
    EXPECT_TRUE(check_coawait({make_source("src/net/a.cpp",
                                           "// if (co_await f()) is refused\n"
                                           "const char* text = \"b ? co_await a() : c\";\n"
                                           "int not_co_await_at_all = f(my_co_await);\n")})
                    .empty());
}

TEST(CoawaitRule, SaysTheLine) {
    EXPECT_EQ(
        check_coawait({make_source("src/net/a.cpp",
                                   "awaitable<void> f() {\n    co_await a();\n"
                                   "    g(co_await b());\n}\n")}),
        Findings{"src/net/a.cpp:3: co_await is the argument of a call: take the value first"});
}

}  // namespace
}  // namespace tocsin::tidy
