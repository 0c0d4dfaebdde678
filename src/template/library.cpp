#include "template/library.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "template/check.hpp"
#include "template/parse.hpp"
#include "template/parse_pipeline.hpp"

namespace tocsin {
namespace {

class LibraryReader {
public:
    ReadLibrary run(std::span<const TemplateFile> files) {
        for (const TemplateFile& file : files) read(file);
        for (const DefinitionPtr& definition : in_order_) look_at(*definition);
        return std::move(made_);
    }

private:
    void report(const Definition& definition, TemplateError error) {
        error.file = definition.file;
        made_.errors.push_back(std::move(error));
    }

    void read(const TemplateFile& file) {
        const auto source = std::make_shared<const std::string>(file.text);
        auto parsed = parse_definitions(*source);
        if (!parsed) {
            TemplateError error = parsed.error();
            error.file = file.name;
            made_.errors.push_back(std::move(error));
            made_.library.complete = false;
            return;
        }
        for (ParsedDefinition& one : parsed.value()) {
            const auto definition = std::make_shared<const Definition>(
                Definition{one.name, file.name, source, one.span, std::move(one.program)});
            const auto [known, is_new] = made_.library.definitions.emplace(one.name, definition);
            if (is_new) {
                in_order_.push_back(definition);
                continue;
            }
            const Definition& first = *known->second;
            TemplateError error =
                wrong(*source, one.name_span, "template \"" + one.name + "\" is defined twice",
                      "first at " + first.file + ":" +
                          std::to_string(locate(*first.source, first.span.offset).line));
            error.code = "E310";
            report(*definition, std::move(error));
        }
    }

    void look_at(const Definition& definition) {
        path_ = {definition.name};
        follow(definition, definition);
        const auto checked = check_definition(definition);
        if (!checked) report(definition, checked.error());
    }

    // Along the calls of `at`, which `start` reaches; what is wrong is reported where `start`
    // makes the call.
    void follow(const Definition& start, const Definition& at) {
        for_each_call(at.program.body, [&](const Call& call) {
            if (&start == &at) first_call_ = &call;
            const auto found = made_.library.definitions.find(call.name);
            if (found == made_.library.definitions.end()) {
                if (&start != &at || !made_.library.complete) return;
                report(start, unknown_template(*start.source, call, made_.library.definitions));
                return;
            }
            if (std::find(path_.begin(), path_.end(), call.name) != path_.end()) {
                // A circle that does not pass through `start` is reported where it does.
                if (call.name == start.name) report_circle(start);
                return;
            }
            if (path_.size() == static_cast<std::size_t>(nesting_max)) return report_depth(start);
            path_.push_back(call.name);
            if (seen_.insert({path_.size(), call.name}).second) follow(start, *found->second);
            path_.pop_back();
        });
        if (&start == &at) seen_.clear();
    }

    void report_circle(const Definition& start) {
        std::string circle;
        for (const std::string& name : path_) circle += "\"" + name + "\" → ";
        report(start, wrong(*start.source, first_call_->name_span,
                            "templates call each other in a circle: " + circle + "\"" + start.name +
                                "\""));
    }

    void report_depth(const Definition& start) {
        report(start,
               wrong(*start.source, first_call_->name_span,
                     "templates call each other deeper than " + std::to_string(nesting_max)));
    }

    ReadLibrary made_;
    std::vector<DefinitionPtr> in_order_;
    std::vector<std::string> path_;
    const Call* first_call_ = nullptr;
    std::set<std::pair<std::size_t, std::string>> seen_;  // Where a name was met, and how deep.
};

}  // namespace

ReadLibrary read_library(std::span<const TemplateFile> files) {
    return LibraryReader().run(files);
}

void for_each_call(const Body& body, const std::function<void(const Call&)>& visit) {
    for (const Node& node : body) {
        if (const auto* call = std::get_if<Call>(&node.what)) visit(*call);
        if (const auto* block = std::get_if<If>(&node.what)) {
            for (const Branch& branch : block->branches) for_each_call(branch.body, visit);
            for_each_call(block->otherwise, visit);
        }
        if (const auto* block = std::get_if<With>(&node.what)) {
            for_each_call(block->body, visit);
            for_each_call(block->otherwise, visit);
        }
        if (const auto* block = std::get_if<Range>(&node.what)) {
            for_each_call(block->body, visit);
            for_each_call(block->otherwise, visit);
        }
    }
}

TemplateError unknown_template(std::string_view source, const Call& call,
                               const Definitions& definitions) {
    std::vector<std::string> names;
    for (const auto& definition : definitions) names.push_back(definition.first);
    const auto meant = nearest(call.name, names);
    return wrong(source, call.name_span, "there is no template \"" + call.name + "\"",
                 meant           ? "did you mean \"" + *meant + "\"?"
                 : names.empty() ? "{{ define }} it in a file of template_files"
                                 : std::string());
}

}  // namespace tocsin
