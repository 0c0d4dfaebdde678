// Result<T>: a value, or the reason there is none.
//
// The world fails often and is never exceptional: a body that is not JSON, a page that answers
// 503, a full disk.  Such failures travel as values, and the compiler minds them: a dropped
// Result does not compile, and asking a failed one for its value ends the process.
// Mistakes of the programmer are not Results but TOCSIN_ASSERT (base/assert.hpp); mistakes in
// the operator's files are Diagnostics (config/diagnostics.hpp), reported all at once.
#pragma once

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/success_failure.hpp>
#include <boost/outcome/try.hpp>
#include <string>

namespace tocsin {

// What the caller can do about a failure, not where it came from.
enum class ErrorCode {
    malformed,    // The input will never be right.  Answer 400; do not retry.
    refused,      // Understood and turned down (401, 403, 404, 422).  Do not retry unchanged.
    unavailable,  // Certainly had no effect.  Retry later.
    unknown,      // May have had its effect.  Look before retrying.
};

struct Error {
    ErrorCode code;
    std::string message;  // For a person; one line, no secrets, no trailing full stop.

    bool operator==(const Error&) const = default;
};

template <class T>
using Result = boost::outcome_v2::basic_result<T, Error, boost::outcome_v2::policy::terminate>;

// The value of a Result<void> that succeeded.
inline auto success() {
    return boost::outcome_v2::success();
}

inline Error malformed(std::string message) {
    return {ErrorCode::malformed, std::move(message)};
}
inline Error refused(std::string message) {
    return {ErrorCode::refused, std::move(message)};
}
inline Error unavailable(std::string message) {
    return {ErrorCode::unavailable, std::move(message)};
}
inline Error unknown_outcome(std::string message) {
    return {ErrorCode::unknown, std::move(message)};
}

}  // namespace tocsin

// TRY(value, expression): take the value, or return the failure from a function that returns a
// Result.  TRYV(expression) where there is no value.
#define TRY(...) BOOST_OUTCOME_TRY(__VA_ARGS__)
#define TRYV(...) BOOST_OUTCOME_TRYV(__VA_ARGS__)
