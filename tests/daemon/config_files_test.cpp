#include "daemon/config_files.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace tocsin {
namespace {

// A folder of its own for each test, gone with it.
class ConfigFilesTest : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (std::filesystem::temp_directory_path() / "tocsin-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string write(const std::string& name, const std::string& text) {
        const std::filesystem::path path = folder_ / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text;
        return path.string();
    }
    static std::vector<std::string> names(const ConfigFiles& read) {
        std::vector<std::string> all;
        for (const SourceFile& file : read.files) {
            all.push_back(std::filesystem::path(file.name).filename());
        }
        return all;
    }

    std::filesystem::path folder_;
};

TEST_F(ConfigFilesTest, ReadsRuleFilesInByteOrderAndSkipsWhatEditorsAndDpkgLeave) {
    const std::string main = write("tocsin.toml", "version = 1\n");
    for (const char* name : {"9-b.toml", "10-a.toml", ".hidden.toml", "10-a.toml~", "x.dpkg-old",
                             "10-a.toml.dpkg-dist", "notes.txt"}) {
        write(std::string("rules.d/") + name, "");
    }
    const ConfigFiles read = read_config_files(main);
    EXPECT_EQ(names(read), (std::vector<std::string>{"tocsin.toml", "10-a.toml", "9-b.toml"}));
    EXPECT_TRUE(read.diagnostics.empty());
}

TEST_F(ConfigFilesTest, ReadsAFileOnceThatTwoGlobsMatch) {
    const std::string main =
        write("tocsin.toml", "version = 1\nrule_files = [\"r/*.toml\", \"r/a.toml\"]\n");
    write("r/a.toml", "");
    EXPECT_EQ(read_config_files(main).files.size(), 2U);
}

TEST_F(ConfigFilesTest, AMissingFileIsAnErrorAndAGlobWithoutMatchesAWarning) {
    const std::string main =
        write("tocsin.toml", "version = 1\nrule_files = [\"no/*.toml\", \"missing.toml\"]\n");
    const ConfigFiles read = read_config_files(main);
    ASSERT_EQ(read.diagnostics.size(), 2U);
    EXPECT_EQ(read.diagnostics[0].level, Level::warning);
    EXPECT_EQ(read.diagnostics[0].code, "W411");
    EXPECT_EQ(read.diagnostics[1].level, Level::error);
    EXPECT_NE(read.diagnostics[1].file.find("missing.toml"), std::string::npos);
}

TEST_F(ConfigFilesTest, AMissingMainFileIsAnErrorWithItsName) {
    const ConfigFiles read = read_config_files((folder_ / "none.toml").string());
    EXPECT_TRUE(read.files.empty());
    ASSERT_EQ(read.diagnostics.size(), 1U);
    EXPECT_NE(read.diagnostics[0].message.find("No such file"), std::string::npos);
}

}  // namespace
}  // namespace tocsin
