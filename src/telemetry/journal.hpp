// journal: events of the log in the native form of systemd's journal.
//
// What varies in an event becomes fields of the entry, so that `journalctl TOCSIN_INCIDENT=01K…`
// finds all of one incident.  MESSAGE is the same line as elsewhere without time and level, for the
// journal shows these itself.  A field is told by its length: no value can forge another field.
#pragma once

#include <string>
#include <vector>

#include "telemetry/log_line.hpp"

namespace tocsin {

// "PRIORITY=6", "MESSAGE=…", "TOCSIN_COMPONENT=…", then "TOCSIN_KEY=value" for each field; the
// trace's is TRACE_ID, as other programs call it.
std::vector<std::string> journal_fields(const LogEvent& event);

// An event that the journal does not take is lost, silently.
void write_to_journal(const LogEvent& event);

// Whether standard error leads to the journal, as $JOURNAL_STREAM says (systemd.exec(5)).
bool stderr_is_journal();

// Whether there is a journal on this machine.
bool has_journal();

}  // namespace tocsin
