// read_extract: [source.NAME.extract], compiled (decode/extract.hpp).
//
// E207 for a pointer that is none, E301 and E302 for patterns, and what an operator would notice
// only when an incident does not come or does not go: a source that can never fire (E205), one
// whose alerts nothing ends (W412), values that mean two things (E207).
#pragma once

#include <memory>

#include "config/layers.hpp"
#include "config/report.hpp"
#include "decode/extract.hpp"

namespace tocsin {

// `extract` holds the keys of "source.*.extract".
std::shared_ptr<const Extract> read_extract(const Layers& extract, Report& report);

}  // namespace tocsin
