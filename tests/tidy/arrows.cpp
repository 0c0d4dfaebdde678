#include "tests/tidy/arrows.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace tocsin::tidy {
namespace {

constexpr std::string_view store_interface = "store/store.hpp";

struct Include {
    std::size_t line;
    std::string path;  // What stands between the quotes.
};

std::vector<Include> quoted_includes(const SourceFile& file) {
    static const RE2 include(R"(^\s*#\s*include\s+"([^"]+)\")");
    std::vector<Include> found;
    std::size_t number = 0;
    for (const std::string_view line : lines_of(file.text)) {
        ++number;
        std::string path;
        if (RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), include, &path))
            found.push_back({number, path});
    }
    return found;
}

std::string first_folder(std::string_view path) {
    const std::size_t slash = path.find('/');
    return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash));
}

bool is_allowed(const std::string& room, const std::string& target, std::string_view path) {
    if (reachable(house_table(), room).contains(target)) return true;
    return path == store_interface && !pure_rooms().contains(room);
}

// The rooms that a room's CMakeLists.txt links, by their targets' names.
std::set<std::string> linked_rooms(const SourceFile& list) {
    static const RE2 link(R"(\btocsin_([a-z]+)\b)");
    static const RE2 comment(R"(#[^\n]*)");
    static const std::set<std::string> functions{"room", "test", "flags"};
    std::string text = list.text;
    RE2::GlobalReplace(&text, comment, "");
    std::set<std::string> rooms;
    re2::StringPiece rest(text);
    std::string name;
    while (RE2::FindAndConsume(&rest, link, &name))
        if (!functions.contains(name)) rooms.insert(name);
    rooms.erase(room_of(list.path));
    return rooms;
}

}  // namespace

const Rooms& house_table() {
    static const Rooms table{
        {"base", {}},
        {"domain", {"base"}},
        {"template", {"domain"}},
        {"rules", {"template"}},
        {"decode", {"domain"}},
        {"engine", {"rules"}},
        {"statuspage", {"domain"}},
        {"config", {"rules", "decode"}},
        {"telemetry", {"domain"}},
        {"store", {"domain", "telemetry"}},
        {"net", {"base", "telemetry"}},
        {"intake", {"net", "decode", "config", "store"}},
        {"dispatch", {"engine", "decode", "config", "store"}},
        {"delivery", {"statuspage", "engine", "config", "store"}},
        {"inquiry", {"decode", "config", "store"}},
        {"admin", {"net", "engine", "config", "store"}},
        {"daemon", {"intake", "dispatch", "delivery", "inquiry", "admin"}},
    };
    return table;
}

const std::set<std::string>& pure_rooms() {
    static const std::set<std::string> rooms{"base",   "domain",     "template", "rules",
                                             "decode", "statuspage", "engine",   "config"};
    return rooms;
}

std::set<std::string> reachable(const Rooms& table, const std::string& room) {
    std::set<std::string> found{room};
    const auto row = table.find(room);
    if (row == table.end()) return found;
    for (const std::string& next : row->second) found.merge(reachable(table, next));
    return found;
}

Rooms read_table(const SourceFile& architecture) {
    static const RE2 row(R"(^\| `([a-z]+)/` \|.*\| ([^|]*) \|$)");
    static const RE2 word(R"(([a-z]+))");
    Rooms table;
    for (const std::string_view line : lines_of(architecture.text)) {
        std::string room;
        std::string names;
        if (!RE2::FullMatch(re2::StringPiece(line.data(), line.size()), row, &room, &names))
            continue;
        std::set<std::string>& targets = table[room];
        re2::StringPiece rest(names);
        std::string name;
        while (RE2::FindAndConsume(&rest, word, &name)) targets.insert(name);
    }
    return table;
}

Findings check_arrows(const std::vector<SourceFile>& files) {
    Findings findings;
    for (const SourceFile* file : below(files, "src/", {".cpp", ".hpp"})) {
        const std::string room = room_of(file->path);
        if (!house_table().contains(room)) {
            findings.push_back(finding(*file, 1, "no room of the house: '" + room + "'"));
            continue;
        }
        for (const Include& include : quoted_includes(*file)) {
            const std::string target = first_folder(include.path);
            if (!house_table().contains(target)) {
                findings.push_back(
                    finding(*file, include.line,
                            "include \"" + include.path + "\" does not begin with a room of src/"));
            } else if (!is_allowed(room, target, include.path)) {
                findings.push_back(
                    finding(*file, include.line,
                            room + " may not include " + target + " (" + include.path + ")"));
            }
        }
    }
    return findings;
}

Findings check_link_lists(const std::vector<SourceFile>& files) {
    Rooms linked;
    Findings findings;
    for (const SourceFile* list : below(files, "src/", {"/CMakeLists.txt"})) {
        const std::string room = room_of(list->path);
        if (room.empty()) continue;
        linked[room] = linked_rooms(*list);
        const std::set<std::string> allowed = reachable(house_table(), room);
        for (const std::string& target : linked[room]) {
            if (!allowed.contains(target))
                findings.push_back(finding(*list, 1, room + " may not link " + target));
        }
    }
    for (const SourceFile* file : below(files, "src/", {".cpp", ".hpp"})) {
        const std::string room = room_of(file->path);
        const std::set<std::string> links = reachable(linked, room);
        for (const Include& include : quoted_includes(*file)) {
            const std::string target = first_folder(include.path);
            if (!house_table().contains(target) || include.path == store_interface) continue;
            if (!links.contains(target)) {
                findings.push_back(finding(
                    *file, include.line,
                    room + " includes " + target + " and its CMakeLists.txt does not link it"));
            }
        }
    }
    return findings;
}

}  // namespace tocsin::tidy
