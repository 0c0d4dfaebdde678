#include "store/read_record.hpp"

#include <fmt/format.h>

#include "store/open_beside.hpp"
#include "store/schema.hpp"
#include "store/tables.hpp"

namespace tocsin {
namespace {

Result<Ledger> read(Database& database) {
    TRYV(database.run("BEGIN"));
    TRY(const std::int64_t version, database.integer("PRAGMA user_version"));
    if (version != store_version) {
        return refused(fmt::format("it is of version {}, and not of {}: `tocsin store migrate`",
                                   version, store_version));
    }
    TRY(const std::unique_ptr<Tables> tables, Tables::open(database));
    return tables->load();
}

}  // namespace

Result<Ledger> read_record(const std::string& path) {
    TRY(const std::unique_ptr<Database> database, open_beside(path));
    Result<Ledger> ledger = read(*database);
    if (!ledger) return told_apart(*database, ledger.error());
    return ledger;
}

}  // namespace tocsin
