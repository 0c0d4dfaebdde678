#include "template/template_error.hpp"

namespace tocsin {
namespace {

TemplateError error_at(std::string_view source, Span span, std::string code, std::string message,
                       std::string hint) {
    const Position position = locate(source, span.offset);
    return {std::move(code), std::move(message), std::move(hint), span.offset,
            span.length,     position.line,      position.column};
}

}  // namespace

TemplateError wrong(std::string_view source, Span span, std::string message, std::string hint) {
    return error_at(source, span, "E303", std::move(message), std::move(hint));
}

TemplateError not_yet(std::string_view source, Span span, std::string_view what) {
    return error_at(source, span, "E399", "not supported yet: " + std::string(what), {});
}

std::string to_line(const TemplateError& error) {
    std::string line = std::to_string(error.line) + ":" + std::to_string(error.column) +
                       ": error[" + error.code + "]: " + error.message;
    if (!error.hint.empty()) line += " (" + error.hint + ")";
    return line;
}

}  // namespace tocsin
