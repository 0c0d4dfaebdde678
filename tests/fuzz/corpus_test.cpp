// Every input that is kept runs once through every target, in each build of scripts/test.
//
// What a fuzzer found stays found: a crash is added to corpus/TARGET with its fix.  A target that
// an input ends takes this program with it; the name of the test says which input it was.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fuzz/targets.hpp"

namespace tocsin::fuzz {
namespace {

std::filesystem::path corpus() {
    return std::filesystem::path(TOCSIN_SOURCE_DIR) / "tests/fuzz/corpus";
}

std::vector<std::filesystem::path> inputs_of(std::string_view target) {
    std::vector<std::filesystem::path> inputs;
    for (const auto& entry : std::filesystem::directory_iterator(corpus() / target)) {
        inputs.push_back(entry.path());
    }
    std::sort(inputs.begin(), inputs.end());
    return inputs;
}

std::string bytes_of(const std::filesystem::path& input) {
    std::ifstream file(input, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::filesystem::path> all_inputs() {
    std::vector<std::filesystem::path> all;
    for (const Target& target : targets()) {
        for (const auto& input : inputs_of(target.name)) all.push_back(input);
    }
    return all;
}

class Input : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Input, EndsNoTarget) {
    const std::string bytes = bytes_of(GetParam());
    for (const Target& target : targets()) target.run(bytes);
}

std::string name_of(const testing::TestParamInfo<std::filesystem::path>& input) {
    std::string name = input.param.parent_path().filename().string() + "_";
    name += input.param.filename().string();
    for (char& c : name) {
        if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
    }
    return name;
}

INSTANTIATE_TEST_SUITE_P(Corpus, Input, testing::ValuesIn(all_inputs()), name_of);

// A corpus that is all refused, or all taken, starts the fuzzer at a closed door.
TEST(Corpus, HasForEachTargetInputsThatAreTakenAndSomeThatAreNot) {
    for (const Target& target : targets()) {
        const auto inputs = inputs_of(target.name);
        const auto taken = std::count_if(inputs.begin(), inputs.end(), [&](const auto& input) {
            return target.run(bytes_of(input));
        });
        EXPECT_GE(taken, 2) << target.name;
        EXPECT_GE(static_cast<std::ptrdiff_t>(inputs.size()) - taken, 1) << target.name;
    }
}

TEST(Corpus, HasNoFolderWithoutATarget) {
    for (const auto& entry : std::filesystem::directory_iterator(corpus())) {
        const std::string name = entry.path().filename().string();
        EXPECT_TRUE(std::any_of(targets().begin(), targets().end(), [&](const Target& target) {
            return target.name == name;
        })) << name;
    }
}

// Small, or each run of libFuzzer begins with minutes of reading.
TEST(Corpus, IsSmall) {
    for (const auto& input : all_inputs()) {
        EXPECT_LE(std::filesystem::file_size(input), 8'192U) << input;
    }
}

}  // namespace
}  // namespace tocsin::fuzz
