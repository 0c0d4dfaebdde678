// Types: no two classes of one name that the linker would take for one.
//
// Everything lives in one namespace, so two rooms may define a class of the same name without a
// word from the compiler; where both are linked, one of the two inline functions of that name runs
// for both (C++20 [basic.def.odr]), and which one depends on the optimizer.  It has happened here.
// A name in an anonymous namespace belongs to its file and is free.
#pragma once

#include "tests/tidy/source_tree.hpp"

namespace tocsin::tidy {

// A finding for each definition at the first column whose name src/ has defined already, or, for a
// file of tests, its own folder.  Of two definitions the one later in `files` is named.
Findings check_type_names(const std::vector<SourceFile>& files);

}  // namespace tocsin::tidy
