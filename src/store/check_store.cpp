#include "store/check_store.hpp"

#include <fmt/format.h>

#include "store/columns.hpp"
#include "store/open_beside.hpp"
#include "store/schema.hpp"
#include "store/tables.hpp"

namespace tocsin {
namespace {

// What is found first says what is wrong; a damaged file repeats itself.
constexpr const char* damage = "PRAGMA integrity_check(20)";

constexpr std::size_t entries_at_once = 1'000;
constexpr std::size_t bytes_at_once = 8U << 20;

struct Question {
    std::string_view found;  // "3 …"
    const char* count;
};

constexpr Question questions[] = {
    {"open incidents lack the text of their rule",
     "SELECT count(*) FROM incidents WHERE phase <> 'closed' AND rule_version NOT IN (SELECT "
     "version FROM rules)"},
    {"alerts stand in it twice",
     "SELECT count(*) FROM (SELECT 1 FROM alerts GROUP BY id HAVING count(*) > 1)"},
    {"members of open incidents name an alert that has another number",
     "SELECT count(*) FROM members AS m JOIN incidents AS i ON i.id = m.incident JOIN alerts AS a "
     "ON a.number = m.alert_number WHERE i.phase <> 'closed' AND a.id <> m.alert"},
    // A member's alert is kept as long as an open incident holds it.  An open incident may have no
    // member, though, and members of a closed one that retention took go later.
    {"members of open incidents name an alert that is not there",
     "SELECT count(*) FROM members AS m JOIN incidents AS i ON i.id = m.incident LEFT JOIN alerts "
     "AS a ON a.number = m.alert_number WHERE i.phase <> 'closed' AND a.number IS NULL"},
    // They go with their incident, in one transaction.
    {"deliveries belong to an incident that is not there",
     "SELECT count(*) FROM deliveries WHERE incident NOT IN (SELECT id FROM incidents)"},
    {"rows of the timeline belong to an incident that is not there",
     "SELECT count(*) FROM timeline WHERE incident NOT IN (SELECT id FROM incidents)"},
    // What a dry run says of what it would have created is no id.
    {"incidents of a page are shown as one there",
     "SELECT ifnull(sum(number), 0) FROM (SELECT count(*) AS number FROM deliveries AS d JOIN "
     "incidents AS i ON i.id = d.incident WHERE i.phase <> 'closed' AND NOT d.over AND NOT d.gone "
     "AND d.statuspage_id <> 'dry-run' GROUP BY d.page, d.statuspage_id HAVING count(*) > 1)"},
    {"details of incidents or deliveries are not JSON",
     "SELECT (SELECT count(*) FROM incidents WHERE NOT json_valid(detail)) + (SELECT count(*) FROM "
     "deliveries WHERE NOT json_valid(detail))"},
    {"rows of progress are missing or too many", "SELECT count(*) <> 1 FROM progress"},
};

constexpr Question contents[] = {
    {"webhooks", "SELECT count(*) FROM entries WHERE webhook_id IS NOT NULL"},
    {"rejected webhooks", "SELECT count(*) FROM rejected"},
    {"alerts", "SELECT count(*) FROM alerts"},
    {"open incidents", "SELECT count(*) FROM incidents WHERE phase <> 'closed'"},
    {"closed incidents", "SELECT count(*) FROM incidents WHERE phase = 'closed'"},
};

Result<void> find_damage(Database& database, std::vector<std::string>& problems) {
    TRY(Statement query, database.prepare(damage));
    return for_each_row(query, [&problems](const Statement& row) -> Result<bool> {
        if (row.text(0) != "ok") problems.emplace_back(row.text(0));
        return true;
    });
}

Result<void> read_all_entries(Tables& tables) {
    for (Sequence after;;) {
        TRY(const auto entries, tables.read(after, entries_at_once, bytes_at_once));
        if (entries.empty()) return success();
        after = entries.back().sequence;
    }
}

Result<void> read_all(Database& database) {
    TRY(const std::unique_ptr<Tables> tables, Tables::open(database));
    TRY(const Ledger ledger, tables->load());
    return read_all_entries(*tables);
}

Result<void> look_at_rows(Database& database, StoreCheck& check) {
    for (const Question& question : questions) {
        TRY(const std::int64_t count, database.integer(question.count));
        if (count != 0) check.problems.push_back(fmt::format("{} {}", count, question.found));
    }
    for (const Question& question : contents) {
        TRY(const std::int64_t count, database.integer(question.count));
        check.counts.emplace_back(question.found, count);
    }
    const Result<void> read = read_all(database);
    if (!read && read.error().code != ErrorCode::malformed) return read.error();
    if (!read) check.problems.push_back(read.error().message);
    return success();
}

Result<void> look(Database& database, StoreCheck& check) {
    TRYV(database.run("BEGIN"));
    TRY(check.version, database.integer("PRAGMA user_version"));
    TRYV(find_damage(database, check.problems));
    // Another version has other tables, and a damaged one might give anything.
    if (!check.problems.empty() || check.version != store_version) return success();
    check.rows_checked = true;
    return look_at_rows(database, check);
}

}  // namespace

Result<StoreCheck> check_store(const std::string& path) {
    StoreCheck check;
    const Result<std::unique_ptr<Database>> opened = open_beside(path);
    if (!opened && opened.error().code != ErrorCode::malformed) return opened.error();
    if (!opened) {
        check.problems.push_back(opened.error().message);
        return check;
    }
    Database& database = *opened.value();
    if (const Result<void> looked = look(database, check); !looked) {
        const Error error = told_apart(database, looked.error());
        if (error.code != ErrorCode::malformed) return error;
        check.problems.push_back(error.message);
    }
    return check;
}

}  // namespace tocsin
