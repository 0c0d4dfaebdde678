// Faults: what goes wrong on purpose, for which request, and how often (behaviours 25 to 29, 31,
// 33 and 34).
//
// A rule selects by method and path, then by count or chance.  The model decides what happens;
// a socket is needed to make a reset or a silence of it, so the verdict only names the fault:
// the front acts it out on the wire, the simulation as the failure of an exchange.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/rng.hpp"
#include "base/time.hpp"
#include "tests/emulator/twists.hpp"

namespace tocsin {

enum class Fault {
    none,
    drop_before_apply,   // The connection is reset after the request was read; it had no effect.
    drop_after_apply,    // … it had its effect; no byte of an answer was sent.
    reset_mid_body,      // It had its effect; the connection is reset within the answer's body.
    truncate_body,       // It had its effect; the answer ends (FIN) within its body.
    never_answer,        // The connection stays open and silent; Verdict::applied says the rest.
    close_after_answer,  // The answer is whole and promises to stay; the connection ends (FIN).
};

// How an answer is put on the wire; the model only passes it on (behaviours 33 and 34).
enum class Framing {
    plain,             // One Content-Length.
    chunked,           // Several chunks.
    chunked_trailers,  // … and fields after them.
    gzip,              // Content-Encoding: gzip, which nobody asked for.
    continue_first,    // 100 Continue before it, which nobody asked for.
    http_1_0,          // The version before, without a length: the end of the connection ends it.
    twice,             // The same answer again, where the next one is expected.
};

std::string_view word_of_fault(Fault fault);
std::string_view word_of_framing(Framing framing);

struct FaultRule {
    std::string method;  // Empty: any.
    std::string path;    // Of the path without the query; "*" is any run of characters; empty: any.
    std::uint64_t nth = 1;    // The first of the selected requests that may be hit.
    std::uint64_t times = 1;  // So many are hit, then no more; 0: without end.
    double probability = 1;   // Of each that may be hit.

    Fault fault = Fault::none;
    unsigned status = 0;       // Instead of the true answer; 0: the true answer.
    bool after_apply = false;  // With `status` and never_answer: the request has its effect first.
    std::optional<std::string> retry_after;  // With `status`: the header field.
    std::optional<Duration> late;  // Of what has no effect now: it has it so long afterwards.

    Twist twist = Twist::none;       // Of the true answer, if that is a success.
    std::uint64_t answer_bytes = 0;  // The answer's body has at least so many, by blanks.
    Framing framing = Framing::plain;

    Duration delay_reading{0};        // Between the request's header and its body.
    Duration delay_before{0};         // Before the request has its effect.
    Duration delay_after{0};          // After it, before the answer.
    Duration delay_between_bytes{0};  // Between two bytes of the answer.

    bool operator==(const FaultRule&) const = default;
};

// Whether the request is lost before it has its effect, for now or for good.
bool fails_before_effect(const FaultRule& rule);

// The rules in force, with their counts.
class FaultBook {
public:
    void replace(std::vector<FaultRule> rules);
    void add(FaultRule rule);

    // The first rule that hits this request.  Every rule that selects it counts it, hit or not.
    std::optional<FaultRule> choose(std::string_view method, std::string_view path, Rng& rng);

    // Back to no request seen; the rules stay.
    void forget_counts();

    // The rules with "seen" and "hit".
    boost::json::array as_json() const;

private:
    struct Row {
        FaultRule rule;
        std::uint64_t seen = 0;
        std::uint64_t hit = 0;
    };
    std::vector<Row> rows_;
};

// One rule, in the form that tests/emulator/README.md describes.  ErrorCode::refused if a name is
// unknown or a value is not of its kind.
Result<FaultRule> read_fault_rule(const boost::json::object& written);
Result<std::vector<FaultRule>> read_fault_rules(const boost::json::array& written);

// Whether `text` is `pattern`, whose stars stand for any run of characters.
bool fits_pattern(std::string_view pattern, std::string_view text);

}  // namespace tocsin
