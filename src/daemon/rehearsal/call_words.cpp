#include "daemon/rehearsal/call_words.hpp"

#include <fmt/format.h>

#include "config/toml_text.hpp"

namespace tocsin {
namespace {

// The first alias of each component; its id where the configuration has none.
std::map<ComponentAlias, ComponentStatus> by_alias(const Config& config, const PageName& page,
                                                   const ComponentStates& states) {
    std::map<ComponentAlias, ComponentStatus> named;
    const auto known = config.pages.find(page);
    for (const auto& [id, status] : states) {
        ComponentAlias name(id.value);
        if (known != config.pages.end()) {
            for (const auto& [alias, other] : known->second.components) {
                if (other != id) continue;
                name = alias;
                break;
            }
        }
        named.emplace(name, status);
    }
    return named;
}

struct Words {
    const Config& config;
    const PageName& page;

    std::optional<CallInWords> operator()(const CreateCall& call) const {
        CallInWords words;
        words.call = CallWord::create;
        words.name = call.name;
        words.status = call.status;
        words.impact = call.impact;
        if (!call.body.empty()) words.body = call.body;
        words.components = by_alias(config, page, call.components);
        words.notify = call.notify;
        return words;
    }
    std::optional<CallInWords> operator()(const UpdateCall& call) const {
        CallInWords words;
        words.call = CallWord::update;
        words.name = call.name;
        words.status = call.status;
        words.impact = call.impact;
        words.body = call.body;
        words.components = by_alias(config, page, call.components);
        words.notify = call.notify;
        return words;
    }
    std::optional<CallInWords> operator()(const ComponentCall& call) const {
        CallInWords words;
        words.call = CallWord::component;
        words.components = by_alias(config, page, {{call.component, call.status}});
        return words;
    }
    // Tweets, and reads, which are no part of a rehearsal.
    template <class Other>
    std::optional<CallInWords> operator()(const Other&) const {
        return std::nullopt;
    }
};

}  // namespace

std::optional<CallInWords> in_words(const Config& config, const RehearsedCall& call) {
    std::optional<CallInWords> words;
    if (call.call) {
        words = std::visit(Words{config, call.page}, *call.call);
    } else {
        words.emplace();
        words->call = CallWord::approval;
        words->name = call.asked->name;
        words->status = call.shown.status;
        words->impact = call.shown.impact;
        if (!call.asked->body.empty()) words->body = call.asked->body;
        words->notify = call.asked->notify;
    }
    if (words) words->page = call.page;
    return words;
}

std::string to_toml(const std::map<ComponentAlias, ComponentStatus>& components) {
    std::string table;
    for (const auto& [alias, status] : components) {
        table += fmt::format("{}{} = {}", table.empty() ? "{ " : ", ", toml_key(alias.value),
                             toml_quoted(to_string(status)));
    }
    return table.empty() ? "{}" : table + " }";
}

std::string to_toml(const CallInWords& call, const std::string& indent) {
    std::string toml = indent + "[[test.at.expect]]\n";
    const auto add = [&](std::string_view key, std::string_view value) {
        toml += fmt::format("{}{} = {}\n", indent, key, value);
    };
    add("call", toml_quoted(to_string(call.call)));
    add("page", toml_quoted(call.page.value));
    if (call.name) add("name", toml_quoted(*call.name));
    if (call.status) add("status", toml_quoted(to_string(*call.status)));
    if (call.impact) add("impact", toml_quoted(to_string(*call.impact)));
    if (call.body) add("body", toml_quoted(*call.body));
    if (!call.components.empty()) add("components", to_toml(call.components));
    if (call.notify) add("notify", *call.notify ? "true" : "false");
    return toml;
}

}  // namespace tocsin
