// Alertmanager's own command as an oracle: how tests find it and ask it.
//
// Looked for in $TOCSIN_AMTOOL and in PATH (Debian: prometheus-alertmanager; scripts/tools unpacks
// it without a service).  A test that does not find it skips, and says so.
#pragma once

#include <unistd.h>
#include <cstdlib>

#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace tocsin::amtool {

constexpr const char* missing = "amtool is neither in $TOCSIN_AMTOOL nor in PATH";

// The program's path, or "".
inline std::string program() {
    if (const char* named = std::getenv("TOCSIN_AMTOOL")) return named;
    std::istringstream path(std::getenv("PATH") != nullptr ? std::getenv("PATH") : "");
    for (std::string folder; std::getline(path, folder, ':');) {
        std::string candidate = folder + "/amtool";
        if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    }
    return {};
}

inline std::string quoted_for_shell(const std::string& text) {
    std::string made = "'";
    for (const char c : text) made += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return made + "'";
}

// Starts it; what it says of errors goes where `errors` says (as the shell writes it).
inline FILE* start(const std::vector<std::string>& arguments, const char* errors) {
    std::string command = quoted_for_shell(program());
    for (const std::string& argument : arguments) command += ' ' + quoted_for_shell(argument);
    command += ' ';
    command += errors;
    return ::popen(command.c_str(), "r");
}

struct Outcome {
    std::string text;
    int status;
};

inline Outcome finish(FILE* pipe) {
    if (pipe == nullptr) return {"popen failed", -1};
    std::string output;
    std::array<char, 4096> buffer{};
    while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
        output.append(buffer.data(), size);
    }
    return {output, ::pclose(pipe)};
}

// A file with a text for it to read, gone with the object.
class InputFile {
public:
    InputFile(const std::string& folder, const std::string& text)
        : path_(folder + "amtool-XXXXXX") {
        const int file = ::mkstemp(path_.data());
        if (file >= 0) ::close(file);
        std::ofstream(path_) << text;
    }
    ~InputFile() { ::unlink(path_.c_str()); }
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace tocsin::amtool
