// read_secret: a secret from where the configuration says it is.
//
// { credential = "NAME" } is $CREDENTIALS_DIRECTORY/NAME, as systemd's LoadCredential= lays it
// out; { file = "/path" } must not be readable by everybody; { env = "NAME" } is for trials.
// Messages name the file, credential or variable and never the value.
#pragma once

#include "base/result.hpp"
#include "base/secret.hpp"
#include "config/config.hpp"

namespace tocsin {

// Without the line break at its end.  Fails with `refused` for an empty secret, a file that
// everybody may read, or a credential outside systemd, with `unavailable` if it is not there.
Result<Secret> read_secret(const SecretRef& ref);

}  // namespace tocsin
