// ApiRefusal: why the page turned a request down, and the ways in which it may say so.
//
// The published document promises {"message": …}; what was seen on the live service is
// {"error": …}, and of validation failures nobody has shown the bytes.  So a refusal is kept as
// facts, and the style is a switch (behaviour 5).
#pragma once

#include <boost/json/value.hpp>
#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <string>
#include <vector>

#include "base/http.hpp"
#include "base/result.hpp"
#include "tests/emulator/options.hpp"

namespace tocsin {

struct FieldProblem {
    std::string field;    // "incident[name]"; empty if no field is to blame.
    std::string message;  // "is missing"
};

struct ApiRefusal {
    unsigned status = 400;
    std::vector<FieldProblem> problems;
};

template <class T>
using ApiResult =
    boost::outcome_v2::basic_result<T, ApiRefusal, boost::outcome_v2::policy::terminate>;

inline ApiRefusal refuse_with(unsigned status, std::string message) {
    return {status, {{"", std::move(message)}}};
}
inline ApiRefusal no_such_thing() {
    return refuse_with(404, "not found");
}
inline ApiRefusal refuse_field(unsigned status, std::string field, std::string message) {
    return {status, {{std::move(field), std::move(message)}}};
}

// What a call that was carried out answers; no body with 204.
struct ApiAnswer {
    unsigned status = 200;
    boost::json::value body;
};

// The answers without the header fields that every answer has.
HttpResponse answer_of_refusal(const ApiRefusal& refusal, const ModelOptions& options);
HttpResponse answer_of_success(const ApiAnswer& answer);

}  // namespace tocsin
