// Calls with every field set, for tests of requests and replies.
#pragma once

#include <string>

#include "domain/call.hpp"
#include "statuspage/protocol.hpp"

namespace tocsin {

PageAddress an_address();

// A realtime incident with text, impact and two components.
CreateCall a_create();

// A maintenance from 2026-11-28T01:00:00Z to 03:30:00Z, with `components` set as it must not be.
CreateCall a_maintenance();

// A backfill, with components set as they must not be.
CreateCall a_backfill();

UpdateCall an_update();

// An answer as the page gives it to a_create(): id "inc123456789", page "page12345678".
std::string an_incident_body(const CreateCall& call);

HttpResponse a_response(unsigned status, std::string body, Headers headers = {});

}  // namespace tocsin
