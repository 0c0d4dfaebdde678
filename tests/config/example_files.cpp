#include "tests/config/example_files.hpp"

#include <algorithm>

namespace tocsin::testing {

namespace fs = std::filesystem;

fs::path source_folder() {
    return TOCSIN_SOURCE_DIR;
}

fs::path data_folder() {
    return source_folder() / "tests/data/config";
}

fs::path design_folder() {
    return source_folder() / "../shared/design/examples";
}

std::vector<SourceFile> files_in(const fs::path& folder) {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".toml") paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    std::vector<SourceFile> files;
    const auto add = [&](FileRole role) {
        for (const fs::path& path : paths) {
            const std::string name = path.filename().string();
            const FileRole own = name == "tocsin.toml"         ? FileRole::main
                                 : name.starts_with("sources") ? FileRole::sources
                                                               : FileRole::rules;
            if (own != role) continue;
            files.push_back({fs::relative(path, folder).string(), read_text(path.string()), role});
        }
    };
    for (const FileRole role : {FileRole::main, FileRole::sources, FileRole::rules}) add(role);
    return files;
}

std::vector<fs::path> folders_in(const fs::path& parent) {
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(parent)) {
        if (entry.is_directory()) folders.push_back(entry.path());
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

}  // namespace tocsin::testing
