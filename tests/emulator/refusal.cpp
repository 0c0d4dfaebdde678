#include "tests/emulator/refusal.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace tocsin {

namespace json = boost::json;

namespace {

constexpr const char* json_type = "application/json; charset=utf-8";

std::string as_text(const FieldProblem& problem) {
    return problem.field.empty() ? problem.message : problem.field + " " + problem.message;
}

std::string as_text(const ApiRefusal& refusal) {
    std::string text;
    for (const FieldProblem& problem : refusal.problems) {
        if (!text.empty()) text += ", ";
        text += as_text(problem);
    }
    return text;
}

json::value as_array(const ApiRefusal& refusal) {
    json::array list;
    for (const FieldProblem& problem : refusal.problems) {
        list.push_back(json::string(as_text(problem)));
    }
    return list;
}

json::value as_object(const ApiRefusal& refusal) {
    json::object fields;
    for (const FieldProblem& problem : refusal.problems) {
        const std::string field = problem.field.empty() ? "base" : problem.field;
        if (!fields.contains(field)) fields[field] = json::array();
        fields[field].as_array().push_back(json::string(problem.message));
    }
    return fields;
}

ModelOptions::ErrorStyle style_for(unsigned status, const ModelOptions& options) {
    if (status >= 500) return options.error_style_5xx;
    return status == 422 ? options.error_style_422 : options.error_style;
}

HttpResponse with_body(unsigned status, const char* type, std::string body) {
    HttpResponse response;
    response.status = status;
    response.headers.add("Content-Type", type);
    response.body = std::move(body);
    return response;
}

}  // namespace

HttpResponse answer_of_refusal(const ApiRefusal& refusal, const ModelOptions& options) {
    using Style = ModelOptions::ErrorStyle;
    const unsigned status = refusal.status;
    json::object body;
    switch (style_for(status, options)) {
        case Style::text:
            body["error"] = json::string(as_text(refusal));
            break;
        case Style::array:
            body["error"] = as_array(refusal);
            break;
        case Style::object:
            body["error"] = as_object(refusal);
            break;
        case Style::message:
            body["message"] = json::string(as_text(refusal));
            break;
        case Style::html:
            return with_body(status, "text/html",
                             "<html><head><title>" + std::to_string(status) +
                                 "</title></head><body><h1>" + as_text(refusal) +
                                 "</h1></body></html>\n");
        case Style::empty:
            return with_body(status, json_type, "");
    }
    return with_body(status, json_type, json::serialize(body));
}

HttpResponse answer_of_success(const ApiAnswer& answer) {
    if (answer.status == 204) {
        HttpResponse response;
        response.status = 204;
        return response;
    }
    return with_body(answer.status, json_type, json::serialize(answer.body));
}

}  // namespace tocsin
