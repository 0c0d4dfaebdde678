// Sockets that systemd opened: found by name, looked at, and judged by where they can be reached.
#include "daemon/systemd_sockets.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Closed by nobody: give_sockets owns what it is given.
int listening_on(std::uint32_t address, int type = SOCK_STREAM) {
    const int descriptor = socket(AF_INET, type | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(address);
    EXPECT_EQ(bind(descriptor, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
    if (type == SOCK_STREAM) {
        EXPECT_EQ(listen(descriptor, 1), 0);
    }
    return descriptor;
}

int listening_on_any_v6() {
    const int descriptor = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(listen(descriptor, 1), 0);
    return descriptor;
}

bool is_open(int descriptor) {
    return fcntl(descriptor, F_GETFD) != -1;
}

Snapshot snapshot_with(const std::string& socket, std::set<std::string> serves) {
    Snapshot snapshot;
    ListenerConfig listener;
    listener.name = "w";
    listener.systemd_socket = socket;
    listener.serves = std::move(serves);
    snapshot.config.listeners.push_back(listener);
    snapshot.listeners.emplace_back().name = "w";
    return snapshot;
}

std::string refusal_of(const std::vector<PassedSocket>& passed, std::set<std::string> serves,
                       const SourceConfig* source = nullptr) {
    Snapshot snapshot = snapshot_with("hooks", std::move(serves));
    if (source != nullptr) snapshot.config.sources.emplace(source->name, *source);
    const auto given = give_sockets(passed, snapshot);
    return given ? "" : given.error().message;
}

TEST(SystemdSockets, AreGivenToTheListenersThatNameThemWithTheirAddress) {
    Snapshot snapshot = snapshot_with("hooks", {"api", "webhooks"});
    const int own = listening_on(INADDR_LOOPBACK);
    const int other = listening_on(INADDR_LOOPBACK);
    EXPECT_THAT(give_sockets({{"other", other}, {"hooks", own}}, snapshot).value(),
                ElementsAre("other"));
    EXPECT_EQ(snapshot.listeners[0].socket, own);
    EXPECT_EQ(snapshot.listeners[0].address.host, "127.0.0.1");
    EXPECT_GT(snapshot.listeners[0].address.port, 0);
    EXPECT_TRUE(is_open(own));
    EXPECT_FALSE(is_open(other));
    close(own);
}

TEST(SystemdSockets, LeaveListenersWithAnAddressAlone) {
    Snapshot snapshot = snapshot_with("", {"api"});
    EXPECT_THAT(give_sockets({}, snapshot).value(), IsEmpty());
    EXPECT_FALSE(snapshot.listeners[0].socket.has_value());
}

TEST(SystemdSockets, MustHaveBeenPassedOnceAndListen) {
    EXPECT_EQ(refusal_of({}, {"webhooks"}),
              "the socket \"hooks\" of [listener.w] was not passed by systemd, which passed none");
    const int one = listening_on(INADDR_LOOPBACK);
    EXPECT_THAT(refusal_of({{"a", one}, {"b", one}}, {"webhooks"}),
                HasSubstr("passed \"a\", \"b\""));
    EXPECT_THAT(refusal_of({{"hooks", one}, {"hooks", one}}, {"webhooks"}),
                HasSubstr("was passed twice"));
    const int datagrams = listening_on(INADDR_LOOPBACK, SOCK_DGRAM);
    EXPECT_THAT(refusal_of({{"hooks", datagrams}}, {"webhooks"}),
                HasSubstr("is no TCP socket that listens"));
    close(one);
    close(datagrams);
}

// As E321 says it of addresses in the files.
TEST(SystemdSockets, ThatOthersCanReachServeNothingThatNeedsUsers) {
    for (const int any : {listening_on(INADDR_ANY), listening_on_any_v6()}) {
        for (const char* const service : {"api", "lifecycle", "ui"})
            EXPECT_THAT(refusal_of({{"hooks", any}}, {service}), HasSubstr(service));
        EXPECT_EQ(refusal_of({{"hooks", any}}, {"webhooks", "health", "metrics"}), "");
        close(any);
    }
}

TEST(SystemdSockets, ThatOthersCanReachTakeNoWebhooksOfEverybodyUnlessThatIsSaid) {
    const int any = listening_on(INADDR_ANY);
    SourceConfig open;
    open.name = SourceName("am");
    open.unauthenticated = true;
    EXPECT_THAT(refusal_of({{"hooks", any}}, {"webhooks"}, &open), HasSubstr("[source.am]"));
    EXPECT_EQ(refusal_of({{"hooks", any}}, {"health"}, &open), "");
    open.allow_unauthenticated = true;
    EXPECT_EQ(refusal_of({{"hooks", any}}, {"webhooks"}, &open), "");
    close(any);
}

}  // namespace
}  // namespace tocsin
