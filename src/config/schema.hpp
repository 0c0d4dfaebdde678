// schema: the table of keys as a JSON Schema (draft 2020-12), for editors.
//
// It says what check_keys() and check_value() say: which keys there are, of which type and form,
// and which must be there.  What only the whole configuration can tell (names of other tables, the
// grammar of matchers and templates) is check-config's alone.  A key that is refused as not
// supported yet is in it, and its description says so.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

// `root` is "main", "rules" or "sources", the roles of files; any other: a file of any of them.
std::string json_schema(std::string_view root);

}  // namespace tocsin
