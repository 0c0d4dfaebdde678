// [[test.at.expect]]: which keys are there, and whether one call can meet them all.
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/text.hpp"
#include "config/layers.hpp"
#include "config/read_tests.hpp"
#include "config/rule_test.hpp"

namespace tocsin {
namespace {

class ExpectReader {
public:
    ExpectReader(const TestContext& context, const FileText& file, const toml::table& table,
                 const Rule* rule)
        : context_(context), layers_("test.at.expect", {{&file, &table}}), rule_(rule) {}

    ExpectedCall read();

private:
    Report& report() const { return context_.report; }
    std::optional<std::string> trimmed(std::string_view key) const;
    void read_page(ExpectedCall& expect);
    void read_pattern(ExpectedCall& expect);
    void read_components(ExpectedCall& expect);
    std::vector<std::string> components_of(const ExpectedCall& expect) const;
    void check_together(const ExpectedCall& expect);
    void refuse(std::string_view key, const std::string& why);

    const TestContext& context_;
    const Layers layers_;
    const Rule* rule_;
};

ExpectedCall ExpectReader::read() {
    ExpectedCall expect;
    expect.place =
        file_place_of(place_of(*layers_.all().front().file, *layers_.all().front().table));
    for (const auto word :
         {CallWord::create, CallWord::update, CallWord::component, CallWord::approval}) {
        if (to_string(word) == layers_.text("call")) expect.call = word;
    }
    read_page(expect);
    expect.name = trimmed("name");
    expect.body = trimmed("body");
    expect.body_contains = trimmed("body_contains");
    read_pattern(expect);
    if (layers_.has("status")) expect.status = from_word<IncidentStatus>(layers_.text("status"));
    if (layers_.has("impact")) expect.impact = from_word<Impact>(layers_.text("impact"));
    if (layers_.has("notify")) expect.notify = layers_.boolean("notify");
    read_components(expect);
    check_together(expect);
    return expect;
}

// Texts reach the page trimmed and with plain line ends.
std::optional<std::string> ExpectReader::trimmed(std::string_view key) const {
    const auto text = text_in(layers_.find(key).node);
    if (!text) return std::nullopt;
    return std::string(trim(with_plain_line_ends(*text)));
}

void ExpectReader::read_page(ExpectedCall& expect) {
    const Found found = layers_.find("page");
    const auto name = text_in(found.node);
    if (!name || name->empty()) return;
    expect.page = PageName(std::string(*name));
    if (context_.pages.contains(*expect.page)) return;
    std::vector<std::string> names;
    for (const auto& [known, page] : context_.pages) names.push_back(known.value);
    report_unknown_name(report(), found.place(), "page", *name, names);
}

void ExpectReader::read_pattern(ExpectedCall& expect) {
    const Found found = layers_.find("body_like");
    const auto text = text_in(found.node);
    if (!text) return;
    const auto control = std::find_if(text->begin(), text->end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F;
    });
    if (control != text->end()) {
        const auto offset = static_cast<std::size_t>(control - text->begin());
        report().error("E302", found.file->in_string(found.place(), offset, 1),
                       "control character in a regular expression",
                       "\"\\b\" in a \"…\" string is a backspace: use '…'");
        return;
    }
    re2::RE2::Options options;
    options.set_max_mem(pattern_memory_max);
    options.set_log_errors(false);
    options.set_dot_nl(true);
    auto compiled = std::make_shared<const re2::RE2>(std::string(trim(*text)), options);
    if (compiled->ok()) {
        expect.body_like = TextPattern{std::string(*text), std::move(compiled)};
        return;
    }
    const std::string& part = compiled->error_arg();
    const std::size_t at = part.empty() ? std::string_view::npos : text->find(part);
    const Place place = at == std::string_view::npos
                            ? found.place()
                            : found.file->in_string(found.place(), at, part.size());
    report().error("E301", place, compiled->error());
}

std::vector<std::string> ExpectReader::components_of(const ExpectedCall& expect) const {
    std::vector<std::string> aliases;
    for (const auto& [name, page] : context_.pages) {
        const PageName* only = expect.page ? &*expect.page : rule_ ? &rule_->page.name : nullptr;
        if (only != nullptr && *only != name) continue;
        for (const auto& [alias, id] : page.components) aliases.push_back(alias.value);
    }
    return aliases;
}

void ExpectReader::read_components(ExpectedCall& expect) {
    const Found found = layers_.find("components");
    const auto* table = found ? found.node->as_table() : nullptr;
    if (table == nullptr) return;
    expect.components.emplace();
    const std::vector<std::string> aliases = components_of(expect);
    for (const auto& [key, node] : *table) {
        const auto word = text_in(&node);
        if (!word) continue;
        const std::string alias(key.str());
        if (std::find(aliases.begin(), aliases.end(), alias) == aliases.end())
            report_unknown_name(report(), place_of(*found.file, key), "component", alias, aliases);
        if (const auto status = from_word<ComponentStatus>(*word)) {
            expect.components->emplace(ComponentAlias(alias), *status);
            continue;
        }
        const auto words = words_of<ComponentStatus>();
        const auto near = nearest(*word, words);
        report().error("E206", place_of(*found.file, node),
                       fmt::format("\"{}\" is not a status of a component, which is one of {}",
                                   *word, fmt::join(words, ", ")),
                       near ? fmt::format("did you mean \"{}\"?", *near) : std::string());
    }
}

void ExpectReader::refuse(std::string_view key, const std::string& why) {
    const Found found = layers_.find(key);
    if (found) report().error("E313", found.key_place(), why);
}

void ExpectReader::check_together(const ExpectedCall& expect) {
    if (expect.call == CallWord::component) {
        for (const std::string_view key :
             {"name", "status", "impact", "body", "body_contains", "body_like", "notify"}) {
            refuse(key, fmt::format("a call \"component\" has no \"{}\"", key));
        }
        const Found found = layers_.find("components");
        const auto* table = found ? found.node->as_table() : nullptr;
        if (table != nullptr && table->size() != 1)
            refuse("components", "a call \"component\" writes exactly one");
    }
    if (expect.call == CallWord::approval)
        refuse("components", "a call \"approval\" writes no components");
    if (!expect.body) return;
    for (const std::string_view key : {"body_contains", "body_like"})
        refuse(key, fmt::format("\"{}\" beside \"body\", which is the whole text already", key));
}

}  // namespace

ExpectedCall read_expect(const TestContext& context, const FileText& file, const toml::table& table,
                         const Rule* rule) {
    return ExpectReader(context, file, table, rule).read();
}

}  // namespace tocsin
