#include "tests/tidy/purity.hpp"

#include <re2/re2.h>

#include "tests/tidy/arrows.hpp"

namespace tocsin::tidy {
namespace {

struct Word {
    const char* pattern;
    const char* what;
};

// Looked for line by line, in code for words and in the text for the headers' names.
constexpr Word clocks_and_files[] = {
    {R"(\basio\b)", "Asio"},
    {R"(<boost/(asio|beast)|<sqlite3|<openssl/ssl|<sys/|<unistd\.h|<systemd/)",
     "a header of the system"},
    {R"(<(thread|mutex|shared_mutex|condition_variable|future|semaphore|fstream|filesystem)>)",
     "a header of threads or files"},
    {R"(\bsqlite3_)", "SQLite"},
    {R"(\bstd::(jthread|thread|async|mutex|shared_mutex|condition_variable)\b)", "a thread"},
    {R"(\bthread_local\b)", "a variable of a thread"},
    {R"(::now\s*\()", "a clock"},
    {R"(\b(clock_gettime|gettimeofday|localtime|localtime_r|sleep_for|sleep_until)\b)", "a clock"},
    {R"(\btime\s*\(\s*(nullptr|NULL|0|&\w+)\s*\))", "a clock"},
    {R"(\b(secure_)?getenv\b)", "the environment"},
    {R"(\b(i|o)?fstream\b|\bstd::filesystem\b|\bfopen\b)", "a file"},
    {R"(\bs?rand\s*\(|\brandom_device\b|\bRAND_bytes\b)", "chance that no seed repeats"},
};
constexpr Word log_words[] = {
    {R"(\bspdlog\b|<spdlog)", "the log"},
    {R"(\bstd::(cout|cerr|clog)\b|<iostream>|\bprometheus::)", "the log"},
};
// A sleep is too short on a busy machine and too long on every other.
constexpr Word sleeps[] = {{R"(\b(sleep_for|sleep_until|u?sleep|nanosleep)\s*\()", "a sleep"}};
constexpr Word strands[] = {{R"(\b(make_)?strand\b)", "a strand"}};

template <std::size_t N>
void look_for(const Word (&words)[N], const SourceFile& file, const std::string& place,
              Findings& findings) {
    const auto texts = lines_of(file.text);
    const auto codes = lines_of(file.code);
    for (const Word& word : words) {
        const RE2 pattern(word.pattern);
        for (std::size_t i = 0; i < codes.size(); ++i) {
            // Only an include keeps its quotes and brackets; in text a comment would match too.
            const bool is_include = codes[i].starts_with("#include");
            const std::string_view line = is_include ? texts[i] : codes[i];
            std::string found;
            if (RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), pattern)) {
                findings.push_back(finding(file, i + 1, place + " must not know " + word.what));
            }
        }
    }
}

}  // namespace

Findings check_purity(const std::vector<SourceFile>& files) {
    static const std::set<std::string> virtual_time{"dispatch", "delivery", "inquiry"};
    Findings findings;
    for (const SourceFile* file : below(files, "src/", {".cpp", ".hpp"})) {
        const std::string room = room_of(file->path);
        if (pure_rooms().contains(room)) {
            look_for(clocks_and_files, *file, "a pure room", findings);
            look_for(log_words, *file, "a pure room", findings);
        } else if (virtual_time.contains(room)) {
            look_for(clocks_and_files, *file, "a room in virtual time", findings);
        }
        look_for(strands, *file, "tocsin, whose one thread runs all but the disk,", findings);
    }
    for (const SourceFile* file : below(files, "tests/", {".cpp", ".hpp"})) {
        look_for(sleeps, *file, "a test, which waits for a condition,", findings);
    }
    return findings;
}

}  // namespace tocsin::tidy
