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
header_timeout = "1s"
body_timeout = "2s"
idle_timeout = "3s"
[listener.a.tls]
cert_file = "/c"
key_file = { credential = "k" }
min_version = "1.3"
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
    EXPECT_EQ(a.header_timeout, std::chrono::seconds(1));
    EXPECT_EQ(a.body_timeout, std::chrono::seconds(2));
    EXPECT_EQ(a.idle_timeout, std::chrono::seconds(3));
    EXPECT_EQ(std::get<SecretRef>(a.tls->key_file).name, "k");
    EXPECT_EQ(a.tls->min_version, "1.3");
    const ListenerConfig& b = config.listeners[1];
    EXPECT_EQ(b.max_connections, 1024u);
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

}  // namespace
}  // namespace tocsin::testing
