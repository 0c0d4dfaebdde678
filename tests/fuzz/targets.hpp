// targets: what takes bytes from outside, each with what must hold whatever the bytes are.
//
// A target feeds its bytes to the shipped functions and asserts (TOCSIN_ASSERT ends the process)
// what their headers promise: places inside the text, texts that are read back as the same thing,
// limits that are kept.  libFuzzer looks for bytes that break one (scripts/fuzz); corpus_test.cpp
// runs what is known already, in the ordinary build.
//
// Where one input is several files, a line "#--- NAME" stands between them.
#pragma once

#include <span>
#include <string_view>

namespace tocsin::fuzz {

// Whether the bytes were taken as something valid; the corpus has both.
bool configuration(std::string_view bytes);  // The main file, "rules", "sources", "templates".
bool matcher(std::string_view bytes);
bool text(std::string_view bytes);  // A text of a rule, "templates".
bool alertmanager(std::string_view bytes);
bool grafana(std::string_view bytes);
bool alertmanager_api(std::string_view bytes);  // The answer to /alerts or to /status.
bool grafana_legacy(std::string_view bytes);
bool prometheus(std::string_view bytes);
bool generic(std::string_view bytes);  // The query, a line break, the body; by fixed pointers.
bool form(std::string_view bytes);
bool order(std::string_view bytes);       // The query, a line break, the body.
bool store(std::string_view bytes);       // A detail of a row, or packed labels.
bool statuspage(std::string_view bytes);  // Status, header fields, an empty line, the body.
bool request(std::string_view bytes);     // Off the wire, with chunks behind the header.
bool answer(std::string_view bytes);      // Off the wire.
bool signature(std::string_view bytes);   // The signature, its time, an end of line each; the body.

struct Target {
    std::string_view name;  // Also of its folder in corpus/.
    bool (*run)(std::string_view bytes);
};

std::span<const Target> targets();

}  // namespace tocsin::fuzz
