// sqlite: a connection and its statements, owned; failures as Results.
//
// As much of SQLite's C interface as the store needs, and nothing of tocsin's own: no table, no
// row, no policy.  A connection and its statements belong to one thread at a time
// (SQLITE_OPEN_NOMUTEX).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace tocsin {

class Database;

// A prepared statement.  bind… from 1, columns from 0, as in SQLite.
class Statement {
public:
    Statement() = default;

    void bind_null(int at);
    void bind(int at, std::int64_t value);
    void bind(int at, double value);
    // The bytes are not copied: they must live until reset().
    void bind_text(int at, std::string_view text);
    void bind_blob(int at, std::string_view bytes);
    // The bytes are copied.
    void bind_blob_copy(int at, std::string_view bytes);

    // Whether there is a row.  A failure has ended the statement; reset() all the same.
    Result<bool> step();
    // Makes it ready for the next run; what is bound stays bound.
    void reset();

    int parameter_count() const;
    int column_count() const;
    std::string_view name(int at) const;
    enum class Kind : std::uint8_t { null, integer, real, text, blob };
    Kind kind(int at) const;
    bool is_null(int at) const { return kind(at) == Kind::null; }
    std::int64_t integer(int at) const;
    double real(int at) const;
    // Views of what SQLite holds until the next step() or reset().
    std::string_view text(int at) const;
    std::string_view blob(int at) const;

private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    void note(int code);

    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    Database* database_ = nullptr;
    int bind_failure_ = 0;  // The first code that was not SQLITE_OK since reset().
};

class Database {
public:
    struct Options {
        bool read_only = false;
        std::string vfs = {};  // Empty: SQLite's own choice.
    };

    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    // Opens the file, which must exist.
    static Result<std::unique_ptr<Database>> open(const std::string& path, const Options& options);

    // Runs one statement or several that give no rows.
    Result<void> run(const char* sql);

    // `lasting`: for statements that are kept and run again.
    Result<Statement> prepare(std::string_view sql, bool lasting = false);

    // The first column of the first row, when the statement has run to its end.  Fails if there is
    // no row.
    Result<std::int64_t> integer(std::string_view sql);
    Result<std::string> text(std::string_view sql);

    // Rows that the last statement wrote or deleted.
    std::size_t rows_changed() const;

    // Whether a transaction is open.
    bool in_transaction() const;

    // The extended code of the first failure since take_failure(), 0 if there was none.
    int take_failure();

    // What failed, as an Error; also remembers `code` for take_failure().
    Error failure(int code, std::string_view doing);

    sqlite3* handle() const { return handle_.get(); }

private:
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    Database() = default;

    std::unique_ptr<sqlite3, Close> handle_;
    int failure_ = 0;
};

}  // namespace tocsin
