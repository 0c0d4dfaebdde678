// promised: whether the tests that a page names are there.
//
// docs/behaviour.md says which test stands behind each promise.  A name that no test bears any more
// would be a promise without proof.
#pragma once

#include "tests/tidy/source_tree.hpp"

namespace tocsin::tidy {

// Names in backquotes of the form `Suite.Name` in docs/behaviour.md that are no TEST of any file,
// and lines of its tables without any.
Findings check_promised_tests(const std::vector<SourceFile>& files);

}  // namespace tocsin::tidy
