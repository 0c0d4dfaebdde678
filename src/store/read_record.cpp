#include "store/read_record.hpp"

#include "store/open_beside.hpp"
#include "store/tables.hpp"

namespace tocsin {
namespace {

Result<Ledger> read(Database& database) {
    TRYV(database.run("BEGIN"));
    TRY(const std::unique_ptr<Tables> tables, Tables::open(database));
    return tables->load();
}

}  // namespace

Result<Ledger> read_record(const std::string& path) {
    TRY(const std::unique_ptr<Database> database, open_current(path));
    Result<Ledger> ledger = read(*database);
    if (!ledger) return told_apart(*database, ledger.error());
    return ledger;
}

}  // namespace tocsin
