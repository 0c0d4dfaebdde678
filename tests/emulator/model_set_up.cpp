// The set-up of the model, and the way back to it.
#include <algorithm>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "tests/emulator/model.hpp"

namespace tocsin {
namespace {

// What distinguishes the three random sequences of one seed.
constexpr std::uint64_t chance_salt = 0x6368'616e'6365'0000;
constexpr std::uint64_t headers_salt = 0x6865'6164'6572'0000;
// 2020-01-01: when the pages and components of the set-up were made.
constexpr WallTime set_up_time{std::chrono::seconds(1'577'836'800)};

}  // namespace

StatuspageModel::StatuspageModel(ModelOptions options, std::uint64_t seed)
    : options_(std::move(options)),
      seed_(seed),
      ids_(seed),
      chance_(seed ^ chance_salt),
      headers_(seed ^ headers_salt) {}

void StatuspageModel::add_page(std::string id, std::string name) {
    EmulatedPage page;
    page.id = std::move(id);
    page.subdomain = to_lower_ascii(name);
    page.name = std::move(name);
    page.created_at = set_up_time;
    pages_.push_back(page);
    set_up_.push_back(std::move(page));
}

std::string StatuspageModel::add_row(std::string_view page_id, EmulatedComponent row) {
    if (row.id.empty()) row.id = draw_emulated_id(ids_);
    row.created_at = row.updated_at = set_up_time;
    for (std::vector<EmulatedPage>* pages : {&pages_, &set_up_}) {
        const auto page = std::ranges::find(*pages, page_id, &EmulatedPage::id);
        TOCSIN_ASSERT(page != pages->end());
        TOCSIN_ASSERT(!row.group_id || page->find_component(*row.group_id));
        page->components.push_back(row);
    }
    return row.id;
}

std::string StatuspageModel::add_component(std::string_view page_id, std::string name,
                                           std::string id, std::string_view group_id) {
    EmulatedComponent row;
    row.name = std::move(name);
    row.id = std::move(id);
    if (!group_id.empty()) row.group_id = std::string(group_id);
    return add_row(page_id, std::move(row));
}

std::string StatuspageModel::add_group(std::string_view page_id, std::string name, std::string id) {
    EmulatedComponent row;
    row.name = std::move(name);
    row.id = std::move(id);
    row.group = true;
    return add_row(page_id, std::move(row));
}

void StatuspageModel::add_key(std::string name, std::string value,
                              std::vector<std::string> page_ids) {
    KeyRow row;
    row.key.name = std::move(name);
    row.key.value = std::move(value);
    row.key.page_ids = std::move(page_ids);
    keys_.push_back(std::move(row));
}

void StatuspageModel::set_page_offset(std::string_view page_id, std::chrono::minutes utc_offset) {
    for (std::vector<EmulatedPage>* pages : {&pages_, &set_up_}) {
        const auto page = std::ranges::find(*pages, page_id, &EmulatedPage::id);
        TOCSIN_ASSERT(page != pages->end());
        page->utc_offset = utc_offset;
    }
}

void StatuspageModel::reset(std::optional<std::uint64_t> seed) {
    seed_ = seed.value_or(seed_);
    ids_ = Rng(seed_);
    chance_ = Rng(seed_ ^ chance_salt);
    headers_ = Rng(seed_ ^ headers_salt);
    pages_ = set_up_;
    for (KeyRow& row : keys_) {
        row.window = row.unpaginated = RequestWindow();
        row.key.access = KeyAccess::valid;
    }
    faults_.forget_counts();
    journal_ = RequestJournal();
    limited_ = 0;
    next_transition_.reset();
    late_.clear();
    pasts_ = PagePasts();
    last_answer_.reset();
}

}  // namespace tocsin
