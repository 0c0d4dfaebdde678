// Report: where everything that is found wrong is collected, in the order of finding.
//
// A run finds everything in all files: nobody who reads a key stops at what is wrong with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostics.hpp"
#include "config/file_text.hpp"

namespace tocsin {

class Report {
public:
    void error(std::string_view code, const Place& place, std::string message,
               std::string hint = {});
    void warning(std::string_view code, const Place& place, std::string message,
                 std::string hint = {});

    // Adds what `other` found, but for some codes.
    void take(const Report& other, const std::vector<std::string_view>& codes_left_out = {});

    bool has_errors() const { return tocsin::has_errors(diagnostics_); }

    // In the order of finding.
    const Diagnostics& found() const { return diagnostics_; }

private:
    void add(Level level, std::string_view code, const Place& place, std::string message,
             std::string hint);

    Diagnostics diagnostics_;
};

}  // namespace tocsin
