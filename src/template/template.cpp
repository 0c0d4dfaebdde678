#include "template/template.hpp"

#include <algorithm>

#include "template/parse.hpp"

namespace tocsin {

struct Template::Content {
    std::string source;
    Program program;
    Checked checked;
};

TemplateResult<Template> Template::parse(std::string_view text, const FieldSet& fields,
                                         const TemplateLibrary& library) {
    TRY(Program program, tocsin::parse(text));
    TRY(Checked checked, check(text, program, fields, library));
    return Template(std::make_shared<const Content>(
        Content{std::string(text), std::move(program), std::move(checked)}));
}

const std::string& Template::source() const {
    return content_->source;
}
const std::vector<LabelUse>& Template::unguarded_labels() const {
    return content_->checked.unguarded;
}
const Definitions& Template::definitions() const {
    return content_->checked.definitions;
}
const Program& Template::program() const {
    return content_->program;
}

bool Template::operator==(const Template& other) const {
    return source() == other.source() &&
           std::equal(definitions().begin(), definitions().end(), other.definitions().begin(),
                      other.definitions().end(), [](const auto& a, const auto& b) {
                          return a.first == b.first && a.second->text() == b.second->text();
                      });
}

}  // namespace tocsin
