// amtool_texts: texts written by hand for the comparison with Go's own engine.
//
// Over the data of sample::incident().  One list for what must be equal, one for what both refuse,
// and one for where we differ on purpose: the whole of it, so that a difference that stands in no
// list is a mistake of ours.
#pragma once

#include <string>
#include <vector>

namespace tocsin::amtool_texts {

extern const std::vector<std::string> equal;
extern const std::vector<std::string> refused;

// A file of templates that both lists call.
extern const std::string definitions;

struct Difference {
    std::string text;
    std::string ours;    // What we write; "refused: " and the message where we refuse it.
    std::string theirs;  // What Go writes.
};
extern const std::vector<Difference> differences;

}  // namespace tocsin::amtool_texts
