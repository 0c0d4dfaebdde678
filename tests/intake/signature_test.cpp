#include "intake/signature.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"

namespace tocsin {
namespace {

using namespace std::chrono_literals;

// As Grafana signs (senders.md section 2.2).
constexpr const char* of_the_message =
    "3bcebf43c85d20bba6e3b6ba278af1d2ba3ab0d57de271b0ad30b833e851c5a6";
constexpr const char* of_time_0_and_the_message =
    "ac18a483a582b60a883e974541afe25aa1026136163e94665649743324183ef1";
constexpr const char* of_nothing =
    "f9e66e179b6747ae54108f82f8ade8b3c25d76fd30afde6c395822c530196169";

const WallTime epoch{};

SignatureScheme scheme() {
    SignatureScheme made;
    made.header = "X-Signature";
    return made;
}

SignatureScheme timed() {
    SignatureScheme made = scheme();
    made.timestamp_header = "X-Time";
    made.signed_text = "{timestamp}:{body}";
    return made;
}

std::vector<Secret> secrets(std::vector<std::string> texts) {
    std::vector<Secret> made;
    for (std::string& text : texts) made.emplace_back(std::move(text));
    return made;
}

Headers with(const std::string& signature, const std::string& time = "") {
    Headers headers{{"X-Signature", signature}};
    if (!time.empty()) headers.add("X-Time", time);
    return headers;
}

bool is_right(const SignatureScheme& by, const Headers& headers, std::string_view body,
              WallTime now = epoch) {
    return verify_signature(by, secrets({"secret"}), headers, body, now).has_value();
}

TEST(Signature, IsThatOfGrafana) {
    EXPECT_TRUE(is_right(scheme(), with(of_the_message), "test message"));
    EXPECT_TRUE(is_right(timed(), with(of_time_0_and_the_message, "0"), "test message"));
    EXPECT_TRUE(is_right(scheme(), with(of_nothing), ""));
    EXPECT_TRUE(is_right(scheme(),
                         with("3BCEBF43C85D20BBA6E3B6BA278AF1D2BA3AB0D57DE271B0AD30B833E8"
                              "51C5A6"),
                         "test message"));
}

TEST(Signature, IsOfThisBodyThisTimeAndThisSecret) {
    EXPECT_FALSE(is_right(scheme(), with(of_the_message), "test messag"));
    EXPECT_FALSE(is_right(scheme(), with(of_the_message), ""));
    EXPECT_FALSE(is_right(timed(), with(of_time_0_and_the_message, "1"), "test message"));
    EXPECT_FALSE(is_right(timed(), with(of_the_message, "0"), "test message"));
    EXPECT_FALSE(verify_signature(scheme(), secrets({"secre", "secret2", ""}), with(of_the_message),
                                  "test message", epoch));
}

TEST(Signature, MayBeMadeWithAnyOfSeveralSecrets) {
    EXPECT_TRUE(verify_signature(scheme(), secrets({"old", "secret"}), with(of_the_message),
                                 "test message", epoch));
}

TEST(Signature, OfAnEmptySecretIsNone) {
    const std::array<std::string_view, 1> body{"x"};
    const std::string code = to_hex(hmac_sha256("", body));
    EXPECT_FALSE(verify_signature(scheme(), secrets({""}), with(code), "x", epoch));
}

TEST(Signature, IsWrittenAsTheSchemeSays) {
    SignatureScheme github = scheme();
    github.prefix = "sha256=";
    EXPECT_TRUE(is_right(github, with(std::string("sha256=") + of_the_message), "test message"));
    EXPECT_FALSE(is_right(github, with(of_the_message), "test message"));
    SignatureScheme base64 = scheme();
    base64.encoding = SignatureEncoding::base64;
    const std::string text = encode_base64(*decode_hex(of_the_message));
    EXPECT_TRUE(is_right(base64, with(text), "test message"));
    EXPECT_FALSE(is_right(base64, with(of_the_message), "test message"));
}

// As PagerDuty sends two while a secret is rotated.
TEST(Signature, MayBeOneOfAListAndOnlyTheFirstFewAreTried) {
    SignatureScheme pagerduty = scheme();
    pagerduty.prefix = "v1=";
    const std::string other = "v1=" + std::string(64, 'a');
    const std::string right = std::string("v1=") + of_the_message;
    EXPECT_TRUE(is_right(pagerduty, with(other + ", " + right), "test message"));
    std::string many;
    for (std::size_t i = 0; i < signatures_max; ++i) many += other + ",";
    EXPECT_FALSE(is_right(pagerduty, with(many + right), "test message"));
}

TEST(Signature, HasATimeWithinTheSkewEitherWay) {
    const auto at = [](Duration time) { return WallTime(time); };
    const Headers headers = with(of_time_0_and_the_message, "0");
    for (const Duration good : {Duration(0s), Duration(300s), Duration(-300s)})
        EXPECT_TRUE(is_right(timed(), headers, "test message", at(good)));
    for (const Duration bad : {Duration(300s + 1us), Duration(-300s - 1us)})
        EXPECT_FALSE(is_right(timed(), headers, "test message", at(bad)));
}

TEST(Signature, TakesNothingForATimeThatIsNone) {
    for (const char* time : {"", "0x0", "+0", " 0", "0.0", "-0s", "0000000000000", "now", "1e3",
                             "99999999999999999999"}) {
        EXPECT_FALSE(is_right(timed(), with(of_time_0_and_the_message, time), "test message"))
            << time;
        EXPECT_FALSE(offers_signature(timed(), with(of_time_0_and_the_message, time), epoch))
            << time;
    }
}

TEST(Signature, ShowsInTheHeaderWhetherOneIsOffered) {
    EXPECT_TRUE(offers_signature(scheme(), with(std::string(64, 'a')), epoch));
    for (const std::string& none :
         {std::string(), std::string(63, 'a'), std::string(66, 'a'), std::string(64, 'g')})
        EXPECT_FALSE(offers_signature(scheme(), with(none), epoch)) << none;
    EXPECT_FALSE(offers_signature(scheme(), {}, epoch));
    EXPECT_TRUE(offers_signature(timed(), with(of_the_message, "0"), epoch));
    EXPECT_FALSE(offers_signature(timed(), with(of_the_message, "0"), epoch + 301s));
}

TEST(Signature, SignsWhateverTextStandsAroundTimeAndBody) {
    SignatureScheme odd = timed();
    odd.signed_text = "v0:{timestamp}:{body}{x}.";
    const std::array<std::string_view, 1> text{"v0:7:{\"a\":1}{x}."};
    const std::string code = to_hex(hmac_sha256("secret", text));
    EXPECT_TRUE(is_right(odd, with(code, "7"), "{\"a\":1}"));
}

// What stands for a replay is what was signed: by whatever secret, and however the signature is
// written, it is the same.
TEST(Signature, OfATimeLeavesAMarkThatLastsAsLongAsItWouldBeTaken) {
    const auto first =
        verify_signature(timed(), secrets({"secret"}), with(of_time_0_and_the_message, "0"),
                         "test message", epoch + 10s);
    ASSERT_TRUE(first && first->mark);
    EXPECT_EQ(first->mark->until, epoch + 300s);
    std::string upper = of_time_0_and_the_message;
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    const auto again = verify_signature(timed(), secrets({"old", "secret"}), with(upper, "0"),
                                        "test message", epoch + 20s);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->mark, first->mark);
    EXPECT_EQ(first->mark->digest.find(of_time_0_and_the_message), std::string::npos);
    const std::array<std::string_view, 1> text{"0:test message"};
    const std::string by_another = to_hex(hmac_sha256("new", text));
    const auto rotated = verify_signature(timed(), secrets({"secret", "new"}),
                                          with(by_another, "0"), "test message", epoch + 20s);
    ASSERT_TRUE(rotated);
    EXPECT_EQ(rotated->mark, first->mark);
    const auto timeless = verify_signature(scheme(), secrets({"secret"}), with(of_the_message),
                                           "test message", epoch);
    ASSERT_TRUE(timeless);
    EXPECT_FALSE(timeless->mark.has_value());
}

}  // namespace
}  // namespace tocsin
