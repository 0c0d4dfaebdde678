#include "template/template.hpp"

#include "template/parse.hpp"

namespace tocsin {

struct Template::Content {
    std::string source;
    Program program;
    std::vector<LabelUse> unguarded;
};

TemplateResult<Template> Template::parse(std::string_view text, const FieldSet& fields) {
    TRY(Program program, tocsin::parse(text));
    TRY(std::vector<LabelUse> unguarded, check(text, program, fields));
    return Template(std::make_shared<const Content>(
        Content{std::string(text), std::move(program), std::move(unguarded)}));
}

const std::string& Template::source() const {
    return content_->source;
}
const std::vector<LabelUse>& Template::unguarded_labels() const {
    return content_->unguarded;
}
const Program& Template::program() const {
    return content_->program;
}

}  // namespace tocsin
