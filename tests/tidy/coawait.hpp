// Coawait: the forms of co_await that g++ 12.2 compiles rightly, and no others.
//
// That compiler destroys things twice, or takes the wrong branch, in code that looks ordinary and
// draws no warning (docs/decisions/0002-a-subset-of-co-await.md).  What is safe is small and easy
// to read, so nothing else is allowed:
//
//   co_await op;      T x = co_await op;      auto [a, b] = co_await op;      x = co_await op;
//   co_return co_await op;      if (T x = co_await op; …)      for (T x : co_await op)
//   (co_await op).member
//
// where op holds no `?:`, no braces, no lambda that captures by value and no second co_await.  A
// text check, no parser, for code that clang-format has laid out: stricter than the compiler needs.
#pragma once

#include "tests/tidy/source_tree.hpp"

namespace tocsin::tidy {

Findings check_coawait(const std::vector<SourceFile>& files);

}  // namespace tocsin::tidy
