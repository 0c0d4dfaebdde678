// No clock, socket, file or log where things are judged.
#include "tests/tidy/purity.hpp"

#include <gtest/gtest.h>

namespace tocsin::tidy {
namespace {

std::size_t findings_in(std::string path, std::string text) {
    return check_purity({make_source(std::move(path), std::move(text))}).size();
}

TEST(Purity, IsKeptByEveryPureRoom) {
    const Findings findings = check_purity(project_files());
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(PurityRule, RefusesEachImpureWordInAPureRoom) {
    for (const char* line : {"boost::asio::io_context io;",
                             "#include <boost/asio/io_context.hpp>",
                             "#include <boost/beast/http.hpp>",
                             "#include <sqlite3.h>",
                             "sqlite3_open(name, &db);",
                             "#include <spdlog/spdlog.h>",
                             "spdlog::info(text);",
                             "std::thread worker(f);",
                             "#include <thread>",
                             "std::mutex guard;",
                             "#include <mutex>",
                             "thread_local int calls;",
                             "auto t = std::chrono::system_clock::now();",
                             "auto t = Clock::now ();",
                             "const char* home = std::getenv(name);",
                             "std::ifstream in(path);",
                             "#include <fstream>",
                             "std::filesystem::exists(path);",
                             "#include <filesystem>",
                             "FILE* f = fopen(a, b);",
                             "int i = rand();",
                             "srand(1);",
                             "std::random_device device;",
                             "RAND_bytes(p, 10);",
                             "time_t t = time(nullptr);",
                             "time(0);",
                             "std::this_thread::sleep_for(x);",
                             "std::cerr << x;",
                             "#include <iostream>",
                             "prometheus::Counter& c;"}) {
        EXPECT_GE(findings_in("src/engine/decide.cpp", line), 1U) << line;
    }
}

TEST(PurityRule, SaysWhereItIsAndWhatItIs) {
    EXPECT_EQ(check_purity({make_source("src/rules/match.cpp", "int a;\nint b = rand();\n")}),
              Findings{"src/rules/match.cpp:2: a pure room must not know chance that no seed "
                       "repeats"});
}

TEST(PurityRule, MindsCodeAndNotSentences) {
    EXPECT_EQ(findings_in("src/engine/decide.cpp",
                          "// std::thread, spdlog and ::now() are refused here.\n"
                          "const char* text = \"spdlog::info and rand()\";\n"
                          "Duration time(int operand);\nint strange = brand(3);\n"
                          "const auto when = clock.wall(); auto known = now;\n"),
              0U);
}

TEST(PurityRule, LetsRoomsInVirtualTimeLogButNotWait) {
    EXPECT_EQ(findings_in("src/delivery/line.cpp", "spdlog::info(text);"), 0U);
    EXPECT_EQ(findings_in("src/delivery/line.cpp", "asio::steady_timer timer(io);"), 1U);
    EXPECT_EQ(findings_in("src/inquiry/line.cpp", "asio::steady_timer timer(io);"), 1U);
    EXPECT_EQ(findings_in("src/dispatch/line.cpp", "auto t = SteadyClock::now();"), 1U);
    EXPECT_EQ(findings_in("src/net/server.cpp", "asio::steady_timer timer(io);"), 0U);
}

TEST(PurityRule, RefusesASleepInATest) {
    for (const char* line : {"std::this_thread::sleep_for(5ms);", "sleep_until(then);", "sleep(1);",
                             "::usleep (10);", "nanosleep(&time, nullptr);"}) {
        EXPECT_EQ(findings_in("tests/net/client_test.cpp", line), 1U) << line;
        EXPECT_EQ(findings_in("tests/net/raw_socket.hpp", line), 1U) << line;
    }
    EXPECT_EQ(findings_in("tests/net/client_test.cpp",
                          "condition.wait_for(lock, 5s);\nasleep(1); int sleep = 0;\n"
                          "// sleep_for(5ms)\nf(\"sleep(1)\");\n"),
              0U);
}

TEST(PurityRule, RefusesAStrandEverywhere) {
    EXPECT_EQ(findings_in("src/net/server.cpp", "auto s = asio::make_strand(io);"), 1U);
    EXPECT_EQ(findings_in("src/net/server.cpp", "asio::strand<E> s;"), 1U);
}

}  // namespace
}  // namespace tocsin::tidy
