// extract_parts: what [source.NAME.extract] is made of: pointers, patterns, texts with pointers,
// and where labels come from.
//
// Each reports what is wrong at its place and gives back the rest, which then is never used.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "config/layers.hpp"
#include "config/report.hpp"
#include "decode/extract.hpp"

namespace tocsin {

// A text, or an array of them.
Pointers read_pointers(const Layers& layers, std::string_view key, Report& report);

// The same where only the body can be meant.
Pointers read_body_pointers(const Layers& layers, std::string_view key, Report& report);

// What stands behind the first `skipped` bytes of the text.  Nothing if it is none.
std::optional<Pattern> read_pattern(const FileText& file, const toml::node& node,
                                    std::size_t skipped, Report& report);

// An array is pointers; a text is one too if it looks like one, else a text with {pointer}.
TextFrom read_text_from(const Layers& layers, std::string_view key, Report& report);

std::vector<OnlyIf> read_conditions(const Layers& layers, Report& report);
std::vector<LabelFrom> read_extract_labels(const Layers& layers, Report& report);
std::vector<LabelPairs> read_label_pairs(const Layers& layers, Report& report);
std::vector<LabelList> read_label_lists(const Layers& layers, Report& report);

}  // namespace tocsin
