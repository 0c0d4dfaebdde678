// A text of a rule → an error inside it, or texts within all limits over hostile labels.
#include "template/template.hpp"

#include "base/assert.hpp"
#include "base/text.hpp"
#include "template/data.hpp"
#include "template/render.hpp"
#include "tests/fuzz/sections.hpp"
#include "tests/fuzz/targets.hpp"

namespace tocsin::fuzz {
namespace {

const Value& hostile_data() {
    static const Value value = [] {
        const std::string nasty = "<b>](x) {{ . }} \xE2\x80\xAE\xFF\n%s";
        const WallTime start = from_micros(1'791'021'600'500'000);
        TemplateData data;
        data.status = "firing";
        data.severity = "critical";
        data.phase = "open";
        data.impact = "major";
        data.rule = "rule";
        data.group_labels = {{"service", nasty}, {"a", "1"}};
        data.common_labels = {{"service", nasty}, {"long", std::string(400, '<')}, {"empty", ""}};
        data.common_annotations = {{"summary", nasty}, {"pattern", "(a+)+$"}};
        data.alerts = {{"firing", {{"a", nasty}}, {{"n", "]"}}, start, {}, "f1"},
                       {"resolved", {{"b", "2.5"}}, {}, {}, start, "f2"}};
        data.duration = std::chrono::seconds(3725);
        data.starts_at = start;
        data.components = {"api", "web"};
        return to_value(data);
    }();
    return value;
}

void check(const TemplateError& error, std::size_t size) {
    TOCSIN_ASSERT(error.code.starts_with("E3") && !error.message.empty());
    TOCSIN_ASSERT(error.line >= 1 && error.column >= 1);
    TOCSIN_ASSERT(!error.file.empty() || error.offset + error.length <= size);
}

void check_output(const Template& made, std::string_view definitions, Purpose purpose) {
    RenderOptions options;
    options.purpose = purpose;
    options.now = from_micros(1'791'025'200'000'000);
    options.steps_max = 5'000;
    options.output_bytes_max = 4'096;
    const auto result = render(made, hostile_data(), options);
    if (!result) {
        TOCSIN_ASSERT(result.error().code == ErrorCode::refused);
        TOCSIN_ASSERT(!result.error().message.empty());
        return;
    }
    const std::string& text = result.value().text;
    TOCSIN_ASSERT(text.size() <= options.output_bytes_max + 3);  // And "…".
    if (purpose == Purpose::plain) return;
    TOCSIN_ASSERT(count_code_points(text) <= (purpose == Purpose::name ? 255U : 25'000U));
    const std::string own = made.source() + std::string(definitions);
    if (!is_utf8(own)) return;  // Files of the operator are UTF-8: config/ saw to that.
    TOCSIN_ASSERT(is_utf8(text));
    // Whatever labels hold, a tag comes from the operator's own text.
    const bool may_have_tags = own.find_first_of("<\\") != std::string::npos;
    TOCSIN_ASSERT(purpose == Purpose::name || may_have_tags || text.find('<') == std::string::npos);
}

// As the store keeps it: the text and the definitions that it calls.
void check_stored(const Template& made) {
    std::vector<TemplateFile> files;
    for (const auto& [name, definition] : made.definitions()) {
        files.push_back({name, definition->text()});
    }
    const ReadLibrary library = read_library(files);
    TOCSIN_ASSERT(library.errors.empty());
    const auto again = Template::parse(made.source(), incident_fields(), library.library);
    TOCSIN_ASSERT(again.has_value() && again.value() == made);
}

}  // namespace

bool text(std::string_view bytes) {
    std::vector<Section> sections = sections_of(bytes);
    std::vector<TemplateFile> files;
    std::string definitions;
    for (std::size_t i = 1; i < sections.size(); ++i) {
        definitions += sections[i].text;
        files.push_back({"file" + std::to_string(i), std::move(sections[i].text)});
    }
    const ReadLibrary read = read_library(files);
    for (const TemplateError& error : read.errors) check(error, 0);
    const std::string& source = sections.front().text;
    const auto made = Template::parse(source, incident_fields(), read.library);
    if (!made) {
        check(made.error(), source.size());
        return false;
    }
    if (!read.errors.empty()) return false;
    for (const Purpose purpose : {Purpose::name, Purpose::body, Purpose::plain}) {
        check_output(made.value(), definitions, purpose);
    }
    check_stored(made.value());
    return true;
}

}  // namespace tocsin::fuzz
