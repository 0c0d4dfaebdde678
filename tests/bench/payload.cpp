#include "tests/bench/payload.hpp"

#include <fmt/format.h>

namespace tocsin {
namespace {

constexpr std::string_view blank = "0000000000000000";

}  // namespace

Payload::Payload(const PayloadShape& shape) {
    text_ = R"({"receiver":"tocsin","status":"firing","alerts":[)";
    for (std::size_t i = 0; i < shape.alerts; ++i) add_alert(shape, i);
    text_ += fmt::format(
        R"(],"groupLabels":{{"service":"{0}"}},"commonLabels":{{"alertname":"RequestErrorsHigh",)"
        R"("service":"{0}","severity":"{1}"}},"commonAnnotations":{{}},)"
        R"("externalURL":"http://alertmanager.bench.invalid:9093","version":"4",)"
        R"("groupKey":"{{}}:{{service=\"{0}\"}}","truncatedAlerts":0}})",
        shape.service, shape.severity);
}

void Payload::add_alert(const PayloadShape& shape, std::size_t index) {
    Stamp stamp;
    if (index > 0) text_ += ',';
    text_ +=
        fmt::format(R"({{"status":"firing","labels":{{"alertname":"RequestErrorsHigh",)"
                    R"("cluster":"bench-west-2","instance":"10.20.{}.{}:8443","job":"edge-proxy",)"
                    R"("service":"{}","severity":"{}","shard":")",
                    index / 200, index % 200 + 1, shape.service, shape.severity);
    stamp.label = text_.size();
    text_ += blank;
    text_ += fmt::format(
        R"("}},"annotations":{{"summary":"{0}: too many requests of this instance )"
        R"(end in an error",)"
        R"("description":"Of the requests of the last five minutes 6.4 % were answered with 5xx; )"
        R"(the objective is below 0.5 %.",)"
        R"("runbook_url":"https://runbooks.bench.invalid/{0}/errors"}},)"
        R"("startsAt":"2026-02-11T07:41:09.504Z","endsAt":"0001-01-01T00:00:00Z",)"
        R"("generatorURL":"http://prometheus.bench.invalid:9090/graph?g0.expr=job%3Aerrors%3A)"
        R"(ratio5m%7Bservice%3D%22{0}%22%7D+%3E+0.005&g0.tab=1","fingerprint":")",
        shape.service);
    stamp.fingerprint = text_.size();
    text_ += blank;
    text_ += R"("})";
    stamps_.push_back(stamp);
}

std::uint64_t Payload::renew(std::uint64_t serial) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (const Stamp& stamp : stamps_) {
        // An odd factor is a bijection of 64 bit (Knuth's multiplicative hash).
        std::uint64_t value = serial++ * 0x9E3779B97F4A7C15ULL;
        for (std::size_t i = 0; i < blank.size(); ++i, value <<= 4U) {
            const char digit = digits[static_cast<std::size_t>(value >> 60U)];
            text_[stamp.label + i] = digit;
            text_[stamp.fingerprint + i] = digit;
        }
    }
    return serial;
}

}  // namespace tocsin
