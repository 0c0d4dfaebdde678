// Purity: the words that a room without sockets, disk, log and clock must not know.
//
// What is judged in tocsin is judged by pure functions; a test, a simulation and the daemon then
// get the same answer.  One forgotten now() would end that, and no test would notice for a year.
// dispatch and delivery are loops over Store, Transport and Clock that the simulation drives in
// virtual time: they may log and count, but not wait, ask the clock of the machine or open a file.
// Strands belong nowhere: one thread runs everything but the disk.  No test sleeps.
#pragma once

#include "tests/tidy/source_tree.hpp"

namespace tocsin::tidy {

Findings check_purity(const std::vector<SourceFile>& files);

}  // namespace tocsin::tidy
