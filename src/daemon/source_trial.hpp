// SourceTrial: what a source would take from one message, for whoever sets one up.
//
// The message goes through the shipped decoder of the source's kind and nowhere else: nothing is
// stored, judged or sent.
#pragma once

#include <string>

#include "config/config.hpp"
#include "decode/decode.hpp"

namespace tocsin {

struct SourceTrial {
    SourceName source;
    SourceKind kind = SourceKind::alertmanager;
    Result<AlertGroup> group;
    DecodeNotes left_out;  // What is no alert, and why.
};

SourceTrial try_source(const SourceConfig& source, const Envelope& envelope, WallTime received_at);

// What the sender would be answered: 200, 400 or 422.
unsigned answer_of(const SourceTrial& trial);

// For a terminal: without control characters.
std::string format_trial(const SourceTrial& trial);

// {"source","kind","answer","error","alerts":[{"state","fingerprint","starts_at","ends_at",
// "labels","annotations"}],"truncated","unusable","missing","ignored","unlisted","left_out":[…]}
std::string trial_json(const SourceTrial& trial);

}  // namespace tocsin
