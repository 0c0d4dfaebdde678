#include "daemon/snapshot.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "config/keys.hpp"
#include "tests/admin/bcrypt.hpp"
#include "tests/net/certificates.hpp"

namespace tocsin {
namespace {

std::string shipped(const std::string& path) {
    return std::string(TOCSIN_SOURCE_DIR) + "/" + path;
}

// The shipped files as they lie under /etc/tocsin.
std::vector<SourceFile> shipped_files() {
    std::vector<SourceFile> files;
    files.push_back(
        {"tocsin.toml", read_file(shipped("config/tocsin.toml")).value(), FileRole::main});
    std::vector<std::string> rules;
    for (const auto& entry : std::filesystem::directory_iterator(shipped("rules"))) {
        rules.push_back(entry.path().string());
    }
    std::sort(rules.begin(), rules.end());
    for (const std::string& rule : rules) {
        files.push_back({rule, read_file(rule).value(), FileRole::rules});
    }
    return files;
}

TEST(ShippedConfiguration, LoadsWithoutAnError) {
    const auto files = shipped_files();
    const Loaded loaded = load(files);
    EXPECT_TRUE(loaded.config) << format_diagnostics(loaded.diagnostics, files, "text");
    ASSERT_TRUE(loaded.config);
    EXPECT_EQ(loaded.config->rules.rules().size(), 4U);
}

// A main file that asks for what is not there, as load_snapshot finds it.
class AbsentSecrets : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (std::filesystem::temp_directory_path() / "tocsin-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
        main_file_ = (folder_ / "tocsin.toml").string();
        std::ofstream(main_file_) << R"(version = 1
[listener.webhooks]
address = "127.0.0.1:9487"
serves = ["webhooks"]
[listener.webhooks.tls]
cert_file = "/nonexistent/cert.pem"
key_file = "/nonexistent/key.pem"
[source.am]
kind = "alertmanager"
auth = { bearer = { file = "/nonexistent/token" } }
[page.main]
id = "abcdefghijkl"
api_key = { file = "/nonexistent/key" }
)";
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string printed(const LoadedSnapshot& loaded, const std::string& format) {
        return format_diagnostics(loaded.diagnostics, loaded.files, format);
    }

    std::filesystem::path folder_;
    std::string main_file_;
};

TEST_F(AbsentSecrets, AreAllToldWithTheirPlaceInEveryFormat) {
    const LoadedSnapshot loaded = load_snapshot(main_file_);
    EXPECT_FALSE(loaded.snapshot);
    const std::string text = printed(loaded, "text");
    for (const char* const place : {":6:13: error[E320]: listener \"webhooks\"",
                                    ":10:19: error[E320]: secret file /nonexistent/token",
                                    ":13:11: error[E320]: secret file /nonexistent/key"}) {
        EXPECT_NE(text.find(main_file_ + place), std::string::npos) << place << "\n" << text;
    }
    for (const Diagnostic& one : loaded.diagnostics) {
        EXPECT_EQ(one.file, main_file_) << one.message;
        EXPECT_GT(one.end, one.column) << one.message;
    }
    EXPECT_NE(printed(loaded, "github").find("tocsin.toml,line=13,col=11,"), std::string::npos);
}

TEST_F(AbsentSecrets, AreNamedIfTheyCannotStandInAHeader) {
    const std::string key = (folder_ / "key").string();
    std::ofstream(key) << "abc\ndef";
    std::filesystem::permissions(key, std::filesystem::perms::owner_read);
    std::ofstream(main_file_)
        << "version = 1\n[page.main]\nid = \"abcdefghijkl\"\napi_key = { file = \"" << key
        << "\" }\n";
    const std::string text = printed(load_snapshot(main_file_), "text");
    EXPECT_NE(text.find(":4:11: error[E320]: the API key holds a character that no header may hold "
                        "(byte 4 of 7)"),
              std::string::npos)
        << text;
    EXPECT_EQ(text.find("abc\ndef"), std::string::npos);
}

// A main file with secrets and certificates that are there, wrong or right.
class Secrets : public testing::Test {
protected:
    using CertificateWishes = net_test::CertificateWishes;

    static constexpr long day = 24L * 60 * 60;

    std::string write(const std::string& name, const std::string& text, bool for_all = false) {
        std::string path = folder_.file(name);
        std::ofstream(path) << text;
        using std::filesystem::perms;
        std::filesystem::permissions(path, for_all ? perms::owner_read | perms::others_read
                                                   : perms::owner_read | perms::owner_write);
        return path;
    }

    net_test::CertificateFiles certificate(const std::string& name, long seconds) {
        CertificateWishes wishes;
        wishes.valid_from_seconds = -400 * day;
        wishes.valid_to_seconds = seconds;
        return authority_.issue(name, wishes);
    }

    // "LINE:COLUMN-END CODE" of each; the file is always the main file.
    std::vector<std::string> found(const std::string& text) {
        const std::string main_file = write("tocsin.toml", text);
        const LoadedSnapshot loaded = load_snapshot(main_file);
        EXPECT_EQ(loaded.snapshot.has_value(), !has_errors(loaded.diagnostics));
        std::vector<std::string> places;
        for (const Diagnostic& one : loaded.diagnostics) {
            EXPECT_EQ(one.file, main_file);
            places.push_back(std::to_string(one.line) + ":" + std::to_string(one.column) + "-" +
                             std::to_string(one.end) + " " + one.code);
            messages_ += one.message + "\n";
        }
        return places;
    }

    std::vector<std::string> found_of_tls(const std::string& cert_file,
                                          const std::string& key_file) {
        return found(
            "version = 1\n[listener.w]\naddress = \"127.0.0.1:1\"\n"
            "serves = [\"webhooks\"]\n[listener.w.tls]\ncert_file = \"" +
            cert_file + "\"\nkey_file = \"" + key_file + "\"\n");
    }

    std::string place(const std::string& at, const std::string& path, const char* code) {
        const std::size_t column = std::stoul(at.substr(at.find(':') + 1));
        return at + "-" + std::to_string(column + path.size() + 2) + " " + code;
    }

    net_test::TempFolder folder_;
    net_test::Authority authority_{folder_, "authority"};
    std::string messages_;
};

using Places = std::vector<std::string>;

TEST_F(Secrets, ThatFitAreNotSpokenOf) {
    const auto files = certificate("localhost", 15 * day);
    EXPECT_EQ(found_of_tls(files.certificate, files.key), Places{});
}

TEST_F(Secrets, RefuseAKeyThatDoesNotFitItsCertificate) {
    const auto files = certificate("localhost", 100 * day);
    const auto other = certificate("other", 100 * day);
    EXPECT_EQ(found_of_tls(files.certificate, other.key),
              Places{place("6:13", files.certificate, "E320")});
    EXPECT_NE(messages_.find("key values mismatch"), std::string::npos) << messages_;
}

TEST_F(Secrets, WarnOfACertificateThatEndsWithinFourteenDays) {
    const auto soon = certificate("localhost", 14 * day - 60);
    EXPECT_EQ(found_of_tls(soon.certificate, soon.key),
              Places{place("6:13", soon.certificate, "W405")});
    EXPECT_NE(messages_.find("its certificate ends 2"), std::string::npos) << messages_;
    const auto over = certificate("localhost", -60);
    EXPECT_EQ(found_of_tls(over.certificate, over.key),
              Places{place("6:13", over.certificate, "W405")});
    EXPECT_NE(messages_.find("its certificate ended 2"), std::string::npos) << messages_;
}

TEST_F(Secrets, WarnOfAChainOfWhichOneEndsSoon) {
    const auto late = certificate("localhost", 100 * day);
    const auto soon = certificate("soon", day);
    std::ofstream(late.certificate, std::ios::app) << net_test::read_file(soon.certificate);
    EXPECT_EQ(found_of_tls(late.certificate, late.key),
              Places{place("6:13", late.certificate, "W405")});
}

TEST_F(Secrets, RefuseOneThatEverybodyMayRead) {
    const std::string open = write("open", "hunter2", true);
    EXPECT_EQ(
        found("version = 1\n[page.main]\nid = \"a1\"\napi_key = { file = \"" + open + "\" }\n"),
        Places{"4:11-" + std::to_string(24 + open.size()) + " E320"});
    EXPECT_EQ(messages_.find("hunter2"), std::string::npos) << messages_;
}

TEST_F(Secrets, WarnOfOneKeyUnderTwoNamesWithTwoLimits) {
    const std::string a = write("key-a", "hunter2"), b = write("key-b", "hunter2\n");
    const auto page = [](const std::string& name, const std::string& key, const char* rest) {
        return "[page." + name + "]\nid = \"" + name + "1\"\napi_key = { file = \"" + key +
               "\" }\n" + rest;
    };
    const std::string first = "version = 1\n" + page("a", a, "");
    EXPECT_EQ(found(first + page("b", b, "")), Places{});
    EXPECT_EQ(found(first + page("b", b, "rate_limit = { requests = 30 }\n")),
              Places{"7:11-" + std::to_string(24 + b.size()) + " W407"});
    const std::string other = write("key-c", "hunter3");
    EXPECT_EQ(found(first + page("b", other, "rate_limit = { requests = 30 }\n")), Places{});
    EXPECT_EQ(messages_.find("hunter2"), std::string::npos) << messages_;
}

TEST_F(Secrets, RefuseAHashThatIsNone) {
    const std::string good = write("good", bcrypt("a-word") + "\n"), bad = write("bad", "a-word");
    const auto users = [](const std::string& hash) {
        return "version = 1\n[listener.a]\naddress = \"127.0.0.1:1\"\nserves = [\"api\"]\n"
               "[listener.a.users]\nalice = { hash = { file = \"" +
               hash + "\" }, role = \"approver\" }\n";
    };
    EXPECT_EQ(found(users(good)), Places{});
    const auto loaded = load_snapshot(write("tocsin.toml", users(good)));
    ASSERT_TRUE(loaded.snapshot);
    EXPECT_EQ(loaded.snapshot->users.at("a").at("alice").role, Role::approver);
    EXPECT_EQ(found(users(bad)), Places{"6:18-" + std::to_string(31 + bad.size()) + " E320"});
    EXPECT_NE(messages_.find("user \"alice\""), std::string::npos) << messages_;
    EXPECT_EQ(messages_.find("a-word"), std::string::npos) << messages_;
}

TEST_F(Secrets, RefuseAnAuthorityForClientsThatCannotBeRead) {
    const auto files = certificate("localhost", 100 * day);
    EXPECT_EQ(found("version = 1\n[listener.w]\naddress = \"127.0.0.1:1\"\n"
                    "serves = [\"webhooks\"]\n[listener.w.tls]\ncert_file = \"" +
                    files.certificate + "\"\nkey_file = \"" + files.key +
                    "\"\nclient_auth = \"require\"\nclient_ca_file = \"/nowhere/ca\"\n"),
              Places{place("6:13", files.certificate, "E320")});
    EXPECT_NE(messages_.find("/nowhere/ca"), std::string::npos) << messages_;
}

// What systemd gives a stopping daemon must be more than the daemon gives itself.
TEST(ShippedUnit, StopsLaterThanTheDefaultDrain) {
    const std::string unit = read_file(shipped("systemd/tocsin.service")).value();
    const std::string name = "TimeoutStopSec=";
    const std::size_t at = unit.find(name) + name.size();
    const auto stop = parse_duration(unit.substr(at, unit.find('\n', at) - at));
    const auto drain = parse_duration(key_of("shutdown", "drain").fallback);
    ASSERT_TRUE(stop && drain);
    EXPECT_GT(*stop, *drain);
}

TEST(DispatchConfig, ReadsBackEveryRuleAsTheStoreKeepsIt) {
    const Loaded loaded = load(shipped_files());
    ASSERT_TRUE(loaded.config);
    const DispatchConfig dispatch = dispatch_config_of(*loaded.config);
    for (const RulePtr& rule : loaded.config->rules.rules()) {
        const RulePtr back = dispatch.load_rule({rule->version, rule->name, rule->text});
        ASSERT_TRUE(back) << rule->name.value;
        EXPECT_EQ(back->version, rule->version);
        EXPECT_EQ(back->name, rule->name);
    }
    EXPECT_EQ(dispatch.load_rule({RuleVersion("x"), RuleName("x"), "not toml"}), nullptr);
}

TEST(Buckets, PagesWithOneKeyByValueShareABucketAndDryRunsHaveTheirOwn) {
    Snapshot snapshot;
    for (const char* name : {"a", "b", "c", "d"}) {
        PageConfig page;
        page.name = PageName(name);
        snapshot.config.pages.emplace(page.name, page);
    }
    snapshot.api_keys.emplace(PageName("a"), Secret("one"));
    snapshot.api_keys.emplace(PageName("b"), Secret("two"));
    snapshot.api_keys.emplace(PageName("c"), Secret("one"));
    const auto buckets = buckets_of(snapshot);
    EXPECT_EQ(buckets.at(BucketName("a")), (std::vector<PageName>{PageName("a"), PageName("c")}));
    EXPECT_EQ(buckets.at(BucketName("b")), (std::vector<PageName>{PageName("b")}));
    EXPECT_EQ(buckets.at(BucketName("d")), (std::vector<PageName>{PageName("d")}));
    EXPECT_EQ(buckets.size(), 3U);
}

}  // namespace
}  // namespace tocsin
