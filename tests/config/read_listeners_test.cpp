#include "tests/config/files.hpp"

namespace tocsin::testing {
namespace {

TEST(ReadListeners, HasTheTwoBuiltInOnesWhereNoneIsGiven) {
    const Config config = config_of({});
    ASSERT_EQ(config.listeners.size(), 2u);
    EXPECT_EQ(config.listeners[0].name, "webhooks");
    EXPECT_EQ(config.listeners[0].address, "127.0.0.1:9487");
    EXPECT_EQ(config.listeners[0].serves, (std::set<std::string>{"webhooks", "health"}));
    EXPECT_EQ(config.listeners[1].name, "admin");
    EXPECT_EQ(config.listeners[1].address, "127.0.0.1:9488");
    EXPECT_EQ(config.listeners[1].serves,
              (std::set<std::string>{"metrics", "health", "lifecycle", "api"}));
}

TEST(ReadListeners, ReadsEachKeyAndItsDefault) {
    const Config config = config_of({.main = smallest_main + R"(
[listener.a]
address = "0.0.0.0:1"
serves = ["webhooks"]
max_connections = 7
max_connections_per_address = 3
header_timeout = "1s"
body_timeout = "2s"
idle_timeout = "3s"
[listener.a.tls]
cert_file = "/c"
key_file = { credential = "k" }
min_version = "1.3"
client_ca_file = "/ca"
client_auth = "require"
[listener.b]
address = "127.0.0.1:2"
serves = ["metrics"]
[listener.b.tls]
cert_file = "/c"
key_file = "/k"
)"});
    ASSERT_EQ(config.listeners.size(), 2u);
    const ListenerConfig& a = config.listeners[0];
    EXPECT_EQ(a.max_connections, 7u);
    EXPECT_EQ(a.max_connections_per_address, 3u);
    EXPECT_EQ(a.tls->client_ca_file, "/ca");
    EXPECT_EQ(a.tls->client_auth, "require");
    EXPECT_EQ(a.header_timeout, std::chrono::seconds(1));
    EXPECT_EQ(a.body_timeout, std::chrono::seconds(2));
    EXPECT_EQ(a.idle_timeout, std::chrono::seconds(3));
    EXPECT_EQ(std::get<SecretRef>(a.tls->key_file).name, "k");
    EXPECT_EQ(a.tls->min_version, "1.3");
    const ListenerConfig& b = config.listeners[1];
    EXPECT_EQ(b.max_connections, 1024u);
    EXPECT_EQ(b.max_connections_per_address, 256u);
    EXPECT_EQ(b.tls->client_ca_file, "");
    EXPECT_EQ(b.tls->client_auth, "none");
    EXPECT_TRUE(b.users.empty());
    EXPECT_EQ(b.header_timeout, std::chrono::seconds(10));
    EXPECT_EQ(b.body_timeout, std::chrono::seconds(30));
    EXPECT_EQ(b.idle_timeout, std::chrono::minutes(6));
    EXPECT_EQ(std::get<std::string>(b.tls->key_file), "/k");
    EXPECT_EQ(b.tls->cert_file, "/c");
    EXPECT_EQ(b.tls->min_version, "1.2");
}

TEST(ReadListeners, TakesASocketOfSystemdInThePlaceOfAnAddress) {
    const Config config = config_of(
        {.main = smallest_main + "[listener.a]\nsystemd_socket = \"tocsin.socket\"\nserves = "
                                 "[\"webhooks\", \"api\"]\n"});
    ASSERT_EQ(config.listeners.size(), 1u);
    EXPECT_EQ(config.listeners[0].address, "");
    EXPECT_EQ(config.listeners[0].systemd_socket, "tocsin.socket");
}

TEST(ReadListeners, WantsAnAddressOrASocketAndNotBoth) {
    EXPECT_EQ(found_in_main(smallest_main + "[listener.a]\nserves = [\"health\"]\n"),
              Found{"tocsin.toml:11:1-13 E205"});
    EXPECT_EQ(found_in_main(smallest_main +
                            "[listener.a]\naddress = \"127.0.0.1:1\"\nsystemd_socket = \"x\"\n"
                            "serves = [\"health\"]\n"),
              Found{"tocsin.toml:13:1-15 E313"});
    EXPECT_EQ(found_in_main(smallest_main +
                            "[listener.a]\nsystemd_socket = \"x\"\nserves = [\"health\"]\n"
                            "[listener.b]\nsystemd_socket = \"x\"\nserves = [\"health\"]\n"),
              Found{"tocsin.toml:15:18-21 E310"});
}

TEST(ReadListeners, RefusesAddressesThatAreNone) {
    EXPECT_EQ(found_in_main(smallest_main +
                            "[listener.a]\naddress = \"localhost:1\"\nserves = [\"health\"]\n"),
              Found{"tocsin.toml:12:11-24 E207"});
    EXPECT_EQ(found_in_main(smallest_main +
                            "[listener.\"a b\"]\naddress = \"[::1]:1\"\nserves = [\"health\"]\n"),
              Found{"tocsin.toml:11:11-16 E207"});
}

TEST(ReadListeners, DoesNotReloadForEverybody) {
    EXPECT_EQ(
        found_in_main(smallest_main + "[listener.a]\naddress = \":1\"\nserves = [\"lifecycle\"]\n"),
        Found{"tocsin.toml:12:11-15 E321"});
    EXPECT_EQ(found_in_main(smallest_main +
                            "[listener.a]\naddress = \":1\"\nserves = [\"metrics\", \"health\"]\n"),
              Found{});
}

TEST(ReadListeners, DoesNotListenTwiceOnOneAddress) {
    const std::string two =
        "[listener.a]\naddress = \"127.0.0.1:1\"\nserves = [\"health\"]\n"
        "[listener.b]\naddress = \"127.0.0.1:1\"\nserves = [\"health\"]\n";
    EXPECT_EQ(found_in_main(smallest_main + two), Found{"tocsin.toml:15:11-24 E310"});
}

TEST(ReadListeners, AsksForClientCertificatesOnlyWithAnAuthorityAndTheOtherWayRound) {
    const std::string tls =
        "[listener.a]\naddress = \"127.0.0.1:1\"\nserves = [\"health\"]\n[listener.a.tls]\n"
        "cert_file = \"/c\"\nkey_file = \"/k\"\n";
    EXPECT_EQ(found_in_main(smallest_main + tls + "client_auth = \"none\"\n"), Found{});
    EXPECT_EQ(found_in_main(smallest_main + tls + "client_auth = \"request\"\n"),
              Found{"tocsin.toml:17:15-24 E205"});
    EXPECT_EQ(found_in_main(smallest_main + tls + "client_ca_file = \"/ca\"\n"),
              Found{"tocsin.toml:17:18-23 E205"});
}

TEST(ReadListeners, ReadsUsersWithTheirRoles) {
    const Config config = config_of({.main = smallest_main + R"(
[listener.a]
address = "0.0.0.0:1"
serves = ["api", "lifecycle"]
[listener.a.users]
alice = { hash = { credential = "ui-alice" }, role = "approver" }
root  = { hash = { file = "/h" }, role = "admin" }
see   = { hash = { file = "/h" }, role = "viewer" }
agent = { hash = { file = "/h" }, role = "metrics" }
)"});
    const auto& users = config.listeners.at(0).users;
    ASSERT_EQ(users.size(), 4u);
    EXPECT_EQ(users.at("alice").hash.name, "ui-alice");
    EXPECT_EQ(users.at("alice").role, Role::approver);
    EXPECT_EQ(users.at("root").role, Role::admin);
    EXPECT_EQ(users.at("see").role, Role::viewer);
    EXPECT_EQ(users.at("agent").role, Role::metrics);
}

TEST(ReadListeners, RefusesUsersWithoutAHashARoleOrAPlainName) {
    const std::string head =
        "[listener.a]\naddress = \"127.0.0.1:1\"\nserves = [\"api\"]\n[listener.a.users]\n";
    const auto codes = [&](const std::string& user) {
        std::string all;
        for (const std::string& one : found_in_main(smallest_main + head + user + "\n"))
            all += one.substr(one.rfind(' ') + 1) + " ";
        return all;
    };
    EXPECT_EQ(codes("a = { hash = { env = \"H\" }, role = \"admin\" }"), "");
    EXPECT_EQ(codes("a = { role = \"admin\" }"), "E205 ");
    EXPECT_EQ(codes("a = { hash = { env = \"H\" } }"), "E205 ");
    EXPECT_EQ(codes("a = { hash = { env = \"H\" }, role = \"root\" }"), "E206 ");
    EXPECT_EQ(codes("a = { hash = \"$2y$10$x\", role = \"admin\" }"), "E320 ");
    EXPECT_EQ(codes("\"a:b\" = { hash = { env = \"H\" }, role = \"admin\" }"), "E207 ");
}

}  // namespace
}  // namespace tocsin::testing
