// Bytes that nobody meant: decode answers with alerts or an error, whatever comes.
//
// What it must not do (crash, read beyond, run for long) is seen by the sanitizers that the test
// build carries.  Seeds are fixed, so a failure repeats.
#include <gtest/gtest.h>

#include <array>

#include "base/rng.hpp"
#include "base/text.hpp"
#include "decode/decode.hpp"
#include "tests/decode/extracts.hpp"
#include "tests/decode/group_text.hpp"

namespace tocsin {
namespace {

DecodeOptions options_of(SenderKind kind) {
    DecodeOptions options;
    options.kind = kind;
    options.labels = Labels{{"env", "test"}};
    if (kind != SenderKind::generic) return options;
    Extract extract;
    extract.embedded_json = at({"/message"});
    extract.items = at({"/alerts"}).front();
    extract.state = at({"/status", "/state", "/message/state"});
    extract.firing = values({"firing", "re:alert"});
    extract.resolved = values({"resolved", "ok"});
    extract.missing_state = MissingState::firing;
    extract.key = at({"/fingerprint"});
    extract.title = filled("{/annotations/summary} of {/labels}");
    extract.starts_at = at({"/startsAt"});
    extract.labels_from_object = at({"/labels"});
    extract.labels_from_pairs = {
        {at({"/evalMatches"}), at({"/metric"}).front(), at({"/value"}).front()}};
    extract.labels_from_list = {{at({"/tags"}), ",", ":"}};
    options.extract = std::make_shared<const Extract>(extract);
    return options;
}

void decode_as_each(const std::string& body) {
    const WallTime received_at = *parse_rfc3339("2026-10-03T10:00:00Z");
    for (const SenderKind kind :
         {SenderKind::alertmanager, SenderKind::grafana, SenderKind::grafana_legacy,
          SenderKind::prometheus, SenderKind::generic}) {
        const auto group = decode(options_of(kind), {"", "", body}, received_at);
        if (group) {
            for (const Alert& alert : group.value().alerts) {
                ASSERT_FALSE(alert.fingerprint.empty());
                for (const auto& [name, value] : alert.labels) {
                    ASSERT_TRUE(!name.empty() && !value.empty());
                    ASSERT_TRUE(is_utf8(name) && is_utf8(value));
                }
            }
        } else {
            ASSERT_EQ(without_invisible(group.error().message), group.error().message);
            ASSERT_LT(group.error().message.size(), 400U);
        }
    }
}

TEST(Hostile, RandomBytesNeverCrash) {
    Rng rng(42);
    for (int i = 0; i < 20'000; ++i) {
        std::string body(rng.below(64), ' ');
        for (char& c : body) c = static_cast<char>(rng.below(256));
        decode_as_each(body);
    }
}

// The characters of JSON in random order get further than random bytes.
TEST(Hostile, RandomTokensNeverCrash) {
    static constexpr std::array tokens{"{",  "}",    "[",     "]",          ":",
                                       ",",  "\"",   "1",     "-",          "e9",
                                       "\\", "null", "true",  "\"alerts\"", "\"labels\"",
                                       "\"", "\\u",  "d83d ", "\"status\"", "\"firing\""};
    Rng rng(43);
    for (int i = 0; i < 20'000; ++i) {
        std::string body = rng.below(2) == 0 ? "{\"alerts\":[{\"labels\":{" : "";
        for (std::uint64_t n = rng.below(40); n > 0; --n) body += tokens[rng.below(tokens.size())];
        decode_as_each(body);
    }
}

// Bytes changed, cut out, doubled in real messages.
TEST(Hostile, MutatedPayloadsNeverCrash) {
    Rng rng(44);
    for (const char* folder : {"alertmanager", "grafana", "grafana-legacy", "prometheus"}) {
        const auto root = std::filesystem::path(TOCSIN_SOURCE_DIR) / "tests/data/payloads" / folder;
        for (const auto& file : json_files(root)) {
            const std::string original = read_file(file);
            for (int i = 0; i < 300 && !original.empty(); ++i) {
                std::string body = original;
                for (std::uint64_t n = 1 + rng.below(4); n > 0 && !body.empty(); --n) {
                    const std::size_t at = rng.below(body.size());
                    switch (rng.below(4)) {
                        case 0:
                            body[at] = static_cast<char>(rng.below(256));
                            break;
                        case 1:
                            body.erase(at, rng.below(20));
                            break;
                        case 2:
                            body.insert(at, body.substr(rng.below(body.size()), rng.below(40)));
                            break;
                        default:
                            body[at] = "{}[]\":,0"[rng.below(8)];
                    }
                }
                decode_as_each(body);
            }
        }
    }
}

}  // namespace
}  // namespace tocsin
