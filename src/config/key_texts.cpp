#include "config/key_texts.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace tocsin {
namespace {

using ByPlace = std::map<std::pair<std::string_view, std::string_view>, std::string_view>;

const ByPlace& all_texts() {
    static const ByPlace texts = [] {
        ByPlace all;
        for (const auto rows : {daemon_key_texts(), rule_key_texts()}) {
            for (const KeyText& row : rows) {
                for (const std::string_view where : split_words(row.where)) {
                    all.emplace(std::pair(where, row.name), row.text);
                }
            }
        }
        return all;
    }();
    return texts;
}

}  // namespace

std::string_view text_of(const Key& key) {
    const auto found = all_texts().find(std::pair(key.where, key.name));
    return found == all_texts().end() ? std::string_view() : found->second;
}

}  // namespace tocsin
