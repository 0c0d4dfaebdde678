// sample: an incident of two services for the tests of templates, and short ways to render.
#pragma once

#include <string>
#include <string_view>

#include "template/data.hpp"
#include "template/render.hpp"

namespace tocsin::sample {

// Two alerts fire and one is resolved, since 2026-10-03 10:00:00.5 UTC.
TemplateData incident();

// The text, or "FAILED: " and why.
std::string plain(std::string_view text, const TemplateData& data = incident());
std::string body(std::string_view text, const TemplateData& data = incident());
std::string name(std::string_view text, const TemplateData& data = incident());

// The whole outcome; an unreadable template is a failure too.
Result<Rendered> rendered(std::string_view text, const TemplateData& data, Purpose purpose);

// "CODE LINE:COLUMN message", or "" where nothing is wrong.
std::string complaint(std::string_view text);

// The hint of the complaint.
std::string hint(std::string_view text);

}  // namespace tocsin::sample
