// Lists: pages of 100, counted from 1, and which incidents are in which list (behaviours 10, 20).
//
// /incidents calls the size of a page "limit", every other list "per_page".  There is no Link and
// no total: a client knows the end by a short or empty page.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "tests/emulator/refusal.hpp"
#include "tests/emulator/routes.hpp"
#include "tests/emulator/turn.hpp"

namespace tocsin {

struct ListPaging {
    std::size_t number = 1;
    std::size_t size = 100;
};

// 400 if a number is none or zero; a size above 100 is cut to it.
ApiResult<ListPaging> read_paging(const QueryPairs& query, std::string_view size_name);

template <class Row>
std::vector<Row> cut_page(const std::vector<Row>& rows, const ListPaging& paging) {
    const std::size_t begin = std::min(rows.size(), (paging.number - 1) * paging.size);
    const std::size_t end = std::min(rows.size(), begin + paging.size);
    return {rows.begin() + static_cast<std::ptrdiff_t>(begin),
            rows.begin() + static_cast<std::ptrdiff_t>(end)};
}

// Any of the calls list_incidents, list_unresolved, list_scheduled, list_upcoming, list_active;
// newest first.
ApiResult<ApiAnswer> list_incidents(const ApiTurn& turn, ApiCall which, const QueryPairs& query);

}  // namespace tocsin
