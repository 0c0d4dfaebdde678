// The program tocsin-emulator: its flags, ports.json and the end by SIGTERM.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <cstdlib>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/emulator/front_client.hpp"
#include "tests/support/patience.hpp"

namespace tocsin {
namespace {

class Program {
public:
    explicit Program(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), TOCSIN_BINARY_DIR "/tocsin-emulator");
        std::vector<char*> pointers;
        pointers.reserve(arguments.size() + 1);
        for (std::string& argument : arguments) pointers.push_back(argument.data());
        pointers.push_back(nullptr);
        int output[2];
        EXPECT_EQ(::pipe2(output, O_CLOEXEC), 0);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
        EXPECT_EQ(::posix_spawn(&pid_, pointers[0], &actions, nullptr, pointers.data(), environ),
                  0);
        posix_spawn_file_actions_destroy(&actions);
        ::close(output[1]);
        output_ = output[0];
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    ~Program() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            wait();
        }
        ::close(output_);
    }

    // Everything up to the first line end, or the end of the program.
    std::string read_line() const {
        std::string line;
        char byte = 0;
        while (::read(output_, &byte, 1) == 1 && byte != '\n') line += byte;
        return line;
    }
    // Whether it lets go of its output, after the line, within the test's patience.
    bool ends() const {
        pollfd end{output_, POLLIN, 0};
        constexpr std::chrono::milliseconds most = patience;
        char byte = 0;
        return ::poll(&end, 1, static_cast<int>(most.count())) == 1 &&
               ::read(output_, &byte, 1) == 0;
    }
    void terminate() const { ::kill(pid_, SIGTERM); }
    // The exit code, or minus the signal that ended it.
    int wait() {
        int status = 0;
        ::waitpid(pid_, &status, 0);
        pid_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

private:
    pid_t pid_ = -1;
    int output_ = -1;
};

class ProgramTest : public testing::Test {
protected:
    ProgramTest() {
        char made[] = "/tmp/tocsin-emulator-XXXXXX";
        folder_ = ::mkdtemp(made);
    }
    ~ProgramTest() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path folder_;
};

TEST_F(ProgramTest, ServesThePageOfItsFlagsAndEndsAtSigterm) {
    Program program({"--state-dir=" + folder_.string(), "--page=demo00000001", "--key=key",
                     "--component=api000000001:The API", "--component=web000000001:Web",
                     "--tls-mode=expired", "--seed=5"});
    const auto ports = boost::json::parse(program.read_line());
    EXPECT_TRUE(std::filesystem::exists(folder_ / "ports.json"));
    FrontClient tls;
    ASSERT_TRUE(tls.connect(static_cast<std::uint16_t>(ports.at("api").as_int64())));
    EXPECT_EQ(tls.start_tls(folder_ / "ca.pem"), X509_V_ERR_CERT_HAS_EXPIRED);
    FrontClient plain;
    ASSERT_TRUE(plain.connect(static_cast<std::uint16_t>(ports.at("plain").as_int64())));
    const auto reply = plain.ask(raw_request("GET", "/v1/pages/demo00000001/components?page=1"));
    EXPECT_EQ(reply.status, 200U);
    const auto components = boost::json::parse(reply.body);
    EXPECT_EQ(components.at(0).at("id").as_string(), "api000000001");
    EXPECT_EQ(components.at(0).at("name").as_string(), "The API");
    // A connection that is open, and one that is held for ever, do not keep it.
    FrontClient control;
    ASSERT_TRUE(control.connect(static_cast<std::uint16_t>(ports.at("control").as_int64())));
    control.ask(raw_request("POST", "/faults", R"([{"fault":"never_answer"}])"));
    plain.send(raw_request("GET", "/v1/pages"));
    program.terminate();
    ASSERT_TRUE(program.ends());
    EXPECT_EQ(program.wait(), 0);
}

TEST_F(ProgramTest, RefusesFlagsThatMakeNoSense) {
    for (const char* flag : {"--component=nothing", "--component=:x", "--tls-mode=none"}) {
        Program program({"--state-dir=" + folder_.string(), flag});
        EXPECT_EQ(program.wait(), 1) << flag;
    }
    Program homeless({"--seed=1"});
    EXPECT_NE(homeless.wait(), 0);
}

}  // namespace
}  // namespace tocsin
