#include "config/read_auth.hpp"

#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

// A listener that asks clients for certificates.
const std::string asking = R"([listener.w]
address = "127.0.0.1:9487"
serves = ["webhooks"]
[listener.w.tls]
cert_file = "/c"
key_file = "/k"
client_ca_file = "/ca"
client_auth = "request"
)";

std::string signing(const std::string& more) {
    return smallest_main + "[source.g]\nkind = \"grafana\"\n[source.g.auth.hmac]\n" +
           "secret = { env = \"S\" }\nheader = \"X-Sig\"\n" + more;
}

TEST(ReadAuth, ReadsTokensOfTheQueryClientCertificatesAndSignatures) {
    const Config config = config_of({.main = smallest_main + asking +
                                             R"(
[source.g]
kind = "grafana"
auth = [{ query_token = { name = "t", value = [{ env = "A" }, { env = "B" }] } },
        { mtls = { sans = ["AM.example.com", "spiffe://Cluster/Am", "A@b.example"] } },
        { hmac = { secret = { env = "S" }, header = "X-Sig", )"
                                             R"(timestamp_header = "X-Time", max_skew = "1m", )"
                                             R"(encoding = "base64", prefix = "v1=", )"
                                             R"(signed = "v0:{timestamp}:{body}" } }]
)"});
    const auto& auth = config.sources.at(SourceName("g")).auth;
    ASSERT_EQ(auth.size(), 3u);
    EXPECT_EQ(auth[0].kind, AuthMethod::Kind::query_token);
    EXPECT_EQ(auth[0].name, "t");
    EXPECT_EQ(auth[0].secrets.size(), 2u);
    EXPECT_EQ(auth[1].kind, AuthMethod::Kind::mtls);
    EXPECT_EQ(auth[1].sans,
              (std::vector<std::string>{"am.example.com", "spiffe://Cluster/Am", "A@b.example"}));
    EXPECT_EQ(auth[2].kind, AuthMethod::Kind::hmac);
    EXPECT_EQ(auth[2].secrets.size(), 1u);
    const HmacConfig& hmac = auth[2].hmac;
    EXPECT_EQ(hmac.header, "X-Sig");
    EXPECT_EQ(hmac.timestamp_header, "X-Time");
    EXPECT_EQ(hmac.max_skew, std::chrono::minutes(1));
    EXPECT_EQ(hmac.encoding, "base64");
    EXPECT_EQ(hmac.prefix, "v1=");
    EXPECT_EQ(hmac.signed_text, "v0:{timestamp}:{body}");
}

TEST(ReadAuth, SignsBodyAndTimeUnlessItIsToldOtherwise) {
    const auto hmac_of = [](const std::string& more) {
        return config_of({.main = signing(more)}).sources.at(SourceName("g")).auth.at(0).hmac;
    };
    EXPECT_EQ(hmac_of("").signed_text, "{body}");
    EXPECT_EQ(hmac_of("").max_skew, std::chrono::minutes(5));
    EXPECT_EQ(hmac_of("").encoding, "hex");
    EXPECT_EQ(hmac_of("timestamp_header = \"X-Time\"\n").signed_text, "{timestamp}:{body}");
}

TEST(ReadAuth, RefusesSignaturesThatProveNothing) {
    const auto found = [](const std::string& more) { return found_in_main(signing(more)); };
    const std::string time = "timestamp_header = \"X-Time\"\n";
    EXPECT_EQ(found(time), Found{});
    EXPECT_EQ(found(time + "signed = \"{timestamp}.{body}\"\n"), Found{});
    EXPECT_EQ(found(time + "signed = \"{body}\"\n"), Found{"tocsin.toml:17:10-18 E207"});
    EXPECT_EQ(found(time + "signed = \"{timestamp}\"\n"), Found{"tocsin.toml:17:10-23 E207"});
    EXPECT_EQ(found(time + "signed = \"{timestamp}{body}{body}\"\n"),
              Found{"tocsin.toml:17:10-35 E207"});
    EXPECT_EQ(found("timestamp_header = \"X Time\"\n"), Found{"tocsin.toml:16:20-28 E207"});
}

TEST(ReadAuth, RefusesCertificatesThatNobodyAsksFor) {
    const std::string source =
        "[source.g]\nkind = \"grafana\"\nauth = { mtls = { sans = [\"a.example\"] } }\n";
    EXPECT_EQ(found_in_main(smallest_main + asking + source), Found{});
    EXPECT_EQ(found_in_main(smallest_main + source), Found{"tocsin.toml:13:17-41 E207"});
    const auto found =
        found_in_main(smallest_main + asking +
                      "[source.g]\nkind = \"grafana\"\nauth = { mtls = { sans = [] } }\n");
    EXPECT_EQ(found, Found{"tocsin.toml:21:26-28 E207"});
}

TEST(ReadAuth, TakesAuthenticationBelowAHeaderOfItsOwn) {
    const Config config =
        config_of({.main = smallest_main + "[source.g]\nkind = \"grafana\"\n"
                                           "[source.g.auth.basic]\nusername = \"u\"\n"
                                           "password = { env = \"P\" }\n"});
    EXPECT_EQ(config.sources.at(SourceName("g")).auth.at(0).kind, AuthMethod::Kind::basic);
}

}  // namespace
}  // namespace tocsin::testing
