// Arrows: which room of src/ may include which.
//
// The table is the one of docs/architecture.md, closed downwards: who may include `rules` may
// include all that `rules` may.  One exception by name: store/store.hpp is an interface without a
// line of SQLite behind it, and every room with sockets, disk or clock may speak it.  A room's
// CMake link list says the same as its includes, or a program would link by luck.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/tidy/source_tree.hpp"

namespace tocsin::tidy {

using Rooms = std::map<std::string, std::set<std::string>>;

// Room → the rooms that its row of the table names.
const Rooms& house_table();

// The rooms without sockets, disk, log and clock.
const std::set<std::string>& pure_rooms();

// `room` itself and whatever it may include.
std::set<std::string> reachable(const Rooms& table, const std::string& room);

// The table of docs/architecture.md: rows "| `room/` | purpose | rooms |".
Rooms read_table(const SourceFile& architecture);

Findings check_arrows(const std::vector<SourceFile>& files);
Findings check_link_lists(const std::vector<SourceFile>& files);

}  // namespace tocsin::tidy
