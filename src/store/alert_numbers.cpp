#include "store/alert_numbers.hpp"

#include <algorithm>

namespace tocsin {

bool AlertNumbers::restore(const AlertId& id, std::int64_t number) {
    last_ = std::max(last_, number);
    return numbers_.try_emplace(id, number).first->second == number;
}

std::int64_t AlertNumbers::of(const AlertId& id) {
    const auto [at, is_new] = numbers_.try_emplace(id, last_ + 1);
    if (is_new) ++last_;
    return at->second;
}

void AlertNumbers::forget(const AlertId& id) {
    const auto at = numbers_.find(id);
    if (at == numbers_.end()) return;
    forgotten_.emplace_back(*at);
    numbers_.erase(at);
}

void AlertNumbers::rolled_back() {
    for (const auto& [id, number] : forgotten_) numbers_.insert_or_assign(id, number);
    forgotten_.clear();
}

}  // namespace tocsin
