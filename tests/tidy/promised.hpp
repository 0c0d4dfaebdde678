// promised: whether the tests that a page names are there.
//
// docs/behaviour.md and docs/reliability.md say which tests stand behind each promise.  A name that
// no test bears any more would be a promise without proof.
#pragma once

#include "tests/tidy/source_tree.hpp"

namespace tocsin::tidy {

// Names in backquotes of the form `Suite.Name` in these pages that are no TEST of any file and no
// test of tests/e2e, and lines of their tables without any.
Findings check_promised_tests(const std::vector<SourceFile>& files);

}  // namespace tocsin::tidy
