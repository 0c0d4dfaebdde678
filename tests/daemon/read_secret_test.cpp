#include "daemon/read_secret.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace tocsin {
namespace {

class ReadSecretTest : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (std::filesystem::temp_directory_path() / "tocsin-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
    }
    void TearDown() override {
        std::filesystem::remove_all(folder_);
        unsetenv("CREDENTIALS_DIRECTORY");
        unsetenv("TOCSIN_TEST_SECRET");
    }
    std::string write(const std::string& text, mode_t mode) {
        std::string path = (folder_ / "secret").string();
        std::ofstream(path) << text;
        chmod(path.c_str(), mode);
        return path;
    }
    static SecretRef file(const std::string& path) {
        return {SecretRef::Kind::file, path, {"t.toml", 3, 1, 9}};
    }

    std::filesystem::path folder_;
};

TEST_F(ReadSecretTest, CutsTheLineBreakAtTheEndOfAFile) {
    const auto secret = read_secret(file(write("s3cret\n", 0640)));
    ASSERT_TRUE(secret);
    EXPECT_EQ(secret.value().reveal(), "s3cret");
}

TEST_F(ReadSecretTest, RefusesAFileThatEverybodyCanReadWithoutShowingIt) {
    const auto secret = read_secret(file(write("s3cret\n", 0644)));
    ASSERT_FALSE(secret);
    EXPECT_EQ(secret.error().code, ErrorCode::refused);
    EXPECT_NE(secret.error().message.find("chmod o-r"), std::string::npos);
    EXPECT_EQ(secret.error().message.find("s3cret"), std::string::npos);
}

TEST_F(ReadSecretTest, RefusesAnEmptyFileAndOneThatIsNotThere) {
    EXPECT_FALSE(read_secret(file(write("\n", 0600))));
    EXPECT_FALSE(read_secret(file((folder_ / "none").string())));
}

TEST_F(ReadSecretTest, ReadsACredentialOfSystemdWhateverItsMode) {
    write("s3cret", 0444);
    const SecretRef ref{SecretRef::Kind::credential, "secret", {"t.toml", 3, 1, 9}};
    EXPECT_FALSE(read_secret(ref));
    setenv("CREDENTIALS_DIRECTORY", folder_.c_str(), 1);
    const auto secret = read_secret(ref);
    ASSERT_TRUE(secret);
    EXPECT_EQ(secret.value().reveal(), "s3cret");
}

TEST_F(ReadSecretTest, ReadsAnEnvironmentVariable) {
    const SecretRef ref{SecretRef::Kind::env, "TOCSIN_TEST_SECRET", {"t.toml", 3, 1, 9}};
    EXPECT_FALSE(read_secret(ref));
    setenv("TOCSIN_TEST_SECRET", "s3cret", 1);
    const auto secret = read_secret(ref);
    ASSERT_TRUE(secret);
    EXPECT_EQ(secret.value().reveal(), "s3cret");
}

}  // namespace
}  // namespace tocsin
