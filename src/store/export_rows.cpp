#include "store/export_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <limits>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "store/columns.hpp"
#include "store/open_beside.hpp"

namespace tocsin {
namespace {

namespace json = boost::json;

constexpr std::size_t rows_at_once = 500;
constexpr std::size_t bytes_at_once = 8U << 20;

// The first column is where to go on: `?1` is that of the row before, `?2` how many are read.
struct Export {
    std::string_view kind;
    const char* sql;
};

constexpr std::array<Export, 11> exports{{
    {"webhook",
     "SELECT sequence, sequence, webhook_id AS id, source, received_at, content_type, target, "
     "CAST(headers AS TEXT) AS headers, body FROM entries WHERE sequence > ?1 AND webhook_id IS "
     "NOT NULL ORDER BY sequence LIMIT ?2"},
    {"finding",
     "SELECT sequence, sequence, finding, incident, source, received_at, CAST(body AS TEXT) AS "
     "detail FROM entries WHERE sequence > ?1 AND finding IS NOT NULL ORDER BY sequence LIMIT ?2"},
    {"act",
     "SELECT sequence, sequence, act, incident, act_by AS by, act_text AS text, received_at FROM "
     "entries WHERE sequence > ?1 AND act IS NOT NULL ORDER BY sequence LIMIT ?2"},
    {"rejected",
     "SELECT number, webhook_id AS id, source, received_at, code, reason, content_type, target, "
     "CAST(headers AS TEXT) AS headers, body FROM rejected WHERE number > ?1 ORDER BY number LIMIT "
     "?2"},
    {"alert",
     "SELECT number, id AS alert, source, fingerprint, state, starts_at, ends_at, changed_at, "
     "received_at, missing_since, unroutable, labels, annotations, (SELECT "
     "json_group_array(incident) FROM members WHERE alert_number = number AND alert = a.id) AS "
     "incidents FROM alerts AS a WHERE number > ?1 ORDER BY number LIMIT ?2"},
    {"incident",
     "SELECT rowid, id, key, page, rule, rule_version, kind AS rule_kind, phase, standing, reason, "
     "severity, worst, iif(json_valid(detail), json_extract(detail, '$.desired.name'), NULL) AS "
     "name, (SELECT statuspage_id FROM "
     "deliveries WHERE incident = i.id) AS statuspage_id, created_at, opened_at, updated_at, "
     "resolved_at, group_labels, detail FROM incidents AS i WHERE rowid > ?1 ORDER BY rowid "
     "LIMIT ?2"},
    {"delivery",
     "SELECT rowid, incident, page, statuspage_id, failures, failing_since, next_try_at, resent, "
     "gone, over, detail FROM deliveries WHERE rowid > ?1 ORDER BY rowid LIMIT ?2"},
    {"timeline",
     "SELECT number, incident, at, actor, reason, detail AS words FROM timeline WHERE number > ?1 "
     "ORDER BY number LIMIT ?2"},
    {"rule",
     "SELECT rowid, version, rule, text FROM rules WHERE rowid > ?1 ORDER BY rowid LIMIT ?2"},
    {"page",
     "SELECT rowid, page, parked_until, parked_why, detail FROM pages WHERE rowid > ?1 ORDER BY "
     "rowid LIMIT ?2"},
    {"bucket",
     "SELECT rowid, bucket, blocked_until, parked_until, parked_why, failures, breaker_until, "
     "detail FROM buckets WHERE rowid > ?1 ORDER BY rowid LIMIT ?2"},
}};

constexpr auto kinds = [] {
    std::array<std::string_view, exports.size()> names;
    std::transform(exports.begin(), exports.end(), names.begin(),
                   [](const Export& one) { return one.kind; });
    return names;
}();

bool is_time(std::string_view name) {
    return name == "at" || name.ends_with("_at") || name.ends_with("_since") ||
           name.ends_with("_until");
}

std::string in_hex(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return text;
}

json::value labels_to_json(std::string_view packed) {
    const Result<Labels> labels = Labels::from_packed(packed);
    if (!labels) return json::value(in_hex(packed));
    json::object object;
    for (const auto& [name, value] : labels.value()) {
        object.emplace(std::string(name), std::string(value));
    }
    return object;
}

// What is stored as JSON is embedded; what cannot be read any more stays a text.
json::value parsed(std::string_view text) {
    json::parse_options options;
    options.allow_invalid_utf8 = true;
    json::error_code failure;
    json::value value = json::parse(text, failure, {}, options);
    return failure ? json::value(text) : value;
}

json::value blob_to_json(std::string_view name, std::string_view bytes) {
    if (name == "labels" || name == "annotations" || name == "group_labels")
        return labels_to_json(bytes);
    return json::value(name == "body" ? std::string(bytes) : in_hex(bytes));
}

json::value column_to_json(const Statement& row, int at, std::string_view name) {
    switch (row.kind(at)) {
        case Statement::Kind::null:
            return nullptr;
        case Statement::Kind::integer:
            if (is_time(name)) return json::value(format_rfc3339(from_micros(row.integer(at))));
            return row.integer(at);
        case Statement::Kind::real:
            return row.real(at);
        case Statement::Kind::text:
            if (name == "detail" || name == "incidents") return parsed(row.text(at));
            return json::value(row.text(at));
        case Statement::Kind::blob:
            break;
    }
    return blob_to_json(name, row.blob(at));
}

json::object row_to_json(std::string_view kind, const Statement& row) {
    json::object line{{"kind", std::string(kind)}};
    for (int at = 1; at < row.column_count(); ++at) {
        const std::string_view name = row.name(at);
        // A body is whatever was sent.
        if (name == "body" && !is_utf8(row.blob(at)))
            line.emplace("body_hex", in_hex(row.blob(at)));
        else
            line.emplace(std::string(name), column_to_json(row, at, name));
    }
    return line;
}

// Texts come from senders; JSON is UTF-8, so a broken byte becomes U+FFFD.
std::string as_line(const json::object& object) {
    std::string line = json::serialize(object);
    if (is_utf8(line)) return line;
    std::string mended;
    for (std::string_view rest = line; !rest.empty();)
        append_code_point(mended, take_code_point(rest));
    return mended;
}

Result<void> export_all(Database& database, const Export& one, const TakeLine& take) {
    TRY(Statement query, database.prepare(one.sql, true));
    std::int64_t after = std::numeric_limits<std::int64_t>::min();
    for (bool goes_on = true; goes_on;) {
        std::vector<std::string> lines;
        std::size_t bytes = 0;
        const auto look = [&](const Statement& row) -> Result<bool> {
            after = row.integer(0);
            bytes += lines.emplace_back(as_line(row_to_json(one.kind, row))).size();
            return bytes < bytes_at_once;
        };
        TRYV(for_each_row(query, look, after, rows_at_once));
        goes_on =
            !lines.empty() && std::all_of(lines.begin(), lines.end(),
                                          [&take](const std::string& line) { return take(line); });
    }
    return success();
}

}  // namespace

std::span<const std::string_view> export_kinds() {
    return kinds;
}

Result<void> export_rows(const std::string& path, std::string_view kind, const TakeLine& take) {
    const auto* const one = std::find_if(exports.begin(), exports.end(),
                                         [&](const Export& each) { return each.kind == kind; });
    TOCSIN_ASSERT(one != exports.end());
    TRY(const std::unique_ptr<Database> database, open_current(path));
    Result<void> done = export_all(*database, *one, take);
    if (!done) return told_apart(*database, done.error());
    return done;
}

}  // namespace tocsin
