// check_pages: what do the pages themselves say to what the files say of them?
//
// Behind `pages verify` and `check-config --online`.  Asks each page for its name and for all that
// delivery reads of it, one after the other, outside of any rate budget: a few requests, for a
// person who waits, and together at most three times as long as one may take.  A dry run makes no
// call, so it is not asked, and its key is not read; that is said.  Changes nothing anywhere.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "config/diagnostics.hpp"
#include "daemon/snapshot.hpp"
#include "delivery/drift.hpp"
#include "domain/call.hpp"
#include "domain/changes.hpp"

namespace tocsin {

struct PageCheck {
    PageName page;
    PageId id;
    bool is_dry_run = false;  // Then it was not asked.
    std::string shown_name;   // As its visitors see it; empty: it did not say.
    std::vector<PageComponent> components;
    std::set<Drift> drift;  // From what is on record, if there is a record.
    Diagnostics problems;   // Errors E330 to E332, at their places in the files.
};

// What was read of one page.  A reply that is not Accepted says why there is nothing.
struct PageReadings {
    PageReply page;
    PageReply last;  // Of what a view is made of.
    PageView view;   // Whole if `last` is Accepted.
};

// E330: the page or the key is not taken, or nobody answers.  E331: a component that the page does
// not have.  E332: the id of a group, whose status nobody can set.
PageCheck judge_page(const PageConfig& page, PageReadings readings, const Ledger& ledger = {});

// In the order of their names.  `ledger`: what is on record, for the drift.
// Requires: the snapshot has its secrets.
std::vector<PageCheck> check_pages(const Snapshot& snapshot, const Ledger& ledger = {});

}  // namespace tocsin
