#include "store/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <utility>

namespace tocsin {
namespace {

// An empty view may have no address, and SQLite takes none for NULL.
const char* address_of(std::string_view bytes) {
    return bytes.data() == nullptr ? "" : bytes.data();
}

// Enough of a statement to know it by, on one line.
std::string_view beginning(std::string_view sql) {
    return sql.substr(0, std::min<std::size_t>(sql.find('\n'), 60));
}

// What a statement writes (PRAGMA journal_mode) is committed after its last row: a failure of that
// would be lost with a statement that is let go of before.
Result<void> finish(Statement& statement) {
    for (bool has_row = true; has_row;) {
        TRY(has_row, statement.step());
    }
    return success();
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

void Statement::note(int code) {
    if (code != SQLITE_OK && bind_failure_ == SQLITE_OK) bind_failure_ = code;
}

void Statement::bind_null(int at) {
    note(sqlite3_bind_null(statement_.get(), at));
}

void Statement::bind(int at, std::int64_t value) {
    note(sqlite3_bind_int64(statement_.get(), at, value));
}

void Statement::bind(int at, double value) {
    note(sqlite3_bind_double(statement_.get(), at, value));
}

void Statement::bind_text(int at, std::string_view text) {
    note(sqlite3_bind_text64(statement_.get(), at, address_of(text), text.size(), SQLITE_STATIC,
                             SQLITE_UTF8));
}

void Statement::bind_blob(int at, std::string_view bytes) {
    note(sqlite3_bind_blob64(statement_.get(), at, address_of(bytes), bytes.size(), SQLITE_STATIC));
}

void Statement::bind_blob_copy(int at, std::string_view bytes) {
    // SQLITE_TRANSIENT casts -1 to a function; the macro is C.
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    const auto copy = reinterpret_cast<sqlite3_destructor_type>(std::intptr_t{-1});
    note(sqlite3_bind_blob64(statement_.get(), at, address_of(bytes), bytes.size(), copy));
}

Result<bool> Statement::step() {
    if (bind_failure_ != SQLITE_OK) return database_->failure(bind_failure_, "bind");
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return database_->failure(code, sqlite3_sql(statement_.get()));
}

void Statement::reset() {
    sqlite3_reset(statement_.get());
    bind_failure_ = SQLITE_OK;
}

int Statement::parameter_count() const {
    return sqlite3_bind_parameter_count(statement_.get());
}

int Statement::column_count() const {
    return sqlite3_column_count(statement_.get());
}

std::string_view Statement::name(int at) const {
    const char* const name = sqlite3_column_name(statement_.get(), at);
    return name == nullptr ? "" : name;
}

Statement::Kind Statement::kind(int at) const {
    switch (sqlite3_column_type(statement_.get(), at)) {
        case SQLITE_INTEGER:
            return Kind::integer;
        case SQLITE_FLOAT:
            return Kind::real;
        case SQLITE_TEXT:
            return Kind::text;
        case SQLITE_BLOB:
            return Kind::blob;
        default:
            return Kind::null;
    }
}

std::int64_t Statement::integer(int at) const {
    return sqlite3_column_int64(statement_.get(), at);
}

double Statement::real(int at) const {
    return sqlite3_column_double(statement_.get(), at);
}

std::string_view Statement::text(int at) const {
    const auto* const bytes =
        reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), at));
    if (bytes == nullptr) return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), at))};
}

std::string_view Statement::blob(int at) const {
    const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), at));
    if (bytes == nullptr) return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), at))};
}

void Database::Close::operator()(sqlite3* handle) const {
    sqlite3_close_v2(handle);
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path, const Options& options) {
    std::unique_ptr<Database> database(new Database());
    const int access = options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    sqlite3* handle = nullptr;
    const int code =
        sqlite3_open_v2(path.c_str(), &handle, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                        options.vfs.empty() ? nullptr : options.vfs.c_str());
    database->handle_.reset(handle);
    if (code != SQLITE_OK) return database->failure(code, fmt::format("open {}", path));
    // What is read from the file is data, whoever wrote it.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    // A checkpoint whose sync fails must be seen; the one at closing is silent.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    return database;
}

Result<void> Database::run(const char* sql) {
    const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failure(code, sql);
    return success();
}

Result<Statement> Database::prepare(std::string_view sql, bool lasting) {
    sqlite3_stmt* made = nullptr;
    const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                        lasting ? SQLITE_PREPARE_PERSISTENT : 0, &made, nullptr);
    if (code != SQLITE_OK) return failure(code, sql);
    Statement statement;
    statement.statement_.reset(made);
    statement.database_ = this;
    return statement;
}

Result<std::int64_t> Database::integer(std::string_view sql) {
    TRY(Statement statement, prepare(sql));
    TRY(const bool has_row, statement.step());
    if (!has_row) return malformed(fmt::format("no row: {}", sql));
    const std::int64_t first = statement.integer(0);
    TRYV(finish(statement));
    return first;
}

Result<std::string> Database::text(std::string_view sql) {
    TRY(Statement statement, prepare(sql));
    TRY(const bool has_row, statement.step());
    if (!has_row) return malformed(fmt::format("no row: {}", sql));
    std::string first(statement.text(0));
    TRYV(finish(statement));
    return first;
}

std::size_t Database::rows_changed() const {
    return static_cast<std::size_t>(sqlite3_changes(handle_.get()));
}

bool Database::in_transaction() const {
    return sqlite3_get_autocommit(handle_.get()) == 0;
}

int Database::take_failure() {
    return std::exchange(failure_, SQLITE_OK);
}

Error Database::failure(int code, std::string_view doing) {
    if (failure_ == SQLITE_OK) failure_ = code;
    // The handle's message says more than the code's, if it is about this failure.
    const bool is_last = handle_ != nullptr && sqlite3_extended_errcode(handle_.get()) == code;
    const char* const what = is_last ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code);
    return unavailable(fmt::format("{} (code {}) in: {}", what, code, beginning(doing)));
}

}  // namespace tocsin
