#include "template/template_error.hpp"

namespace tocsin {

TemplateError wrong(std::string_view source, Span span, std::string message, std::string hint) {
    const Position position = locate(source, span.offset);
    return {"E303",      std::move(message), std::move(hint), span.offset,
            span.length, position.line,      position.column};
}

std::string to_line(const TemplateError& error) {
    std::string line = error.file.empty() ? std::string() : error.file + ":";
    line += std::to_string(error.line) + ":" + std::to_string(error.column) + ": error[" +
            error.code + "]: " + error.message;
    if (!error.hint.empty()) line += " (" + error.hint + ")";
    return line;
}

}  // namespace tocsin
