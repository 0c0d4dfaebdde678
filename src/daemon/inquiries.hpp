// Inquiries: one Inquiry for each source that names its Alertmanager, its client, and what a reload
// makes of them.
//
// An Inquiry lives as long as the process, whatever reloads say: answers may still be on their way
// to it.  One whose source names no Alertmanager any more asks nobody.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "config/config.hpp"
#include "daemon/outside.hpp"
#include "dispatch/dispatch.hpp"
#include "inquiry/inquiry.hpp"

namespace tocsin {

class Inquiries {
public:
    // `dispatch` says what is missing, and outlives it.
    Inquiries(Outside outside, const Dispatch& dispatch)
        : outside_(std::move(outside)), dispatch_(dispatch) {}

    // Clients for the sources of this configuration; changes nothing.  Fails with `malformed` if
    // an address cannot be used.
    Result<std::vector<InquiryOptions>> check(const Config& config) const;
    // At a start, and after a reload: what check() gave.
    void configure(std::vector<InquiryOptions> options);

    void pump();
    std::optional<WallTime> next_due() const;
    // Nothing more is asked.
    void stop();

private:
    InquiryHooks hooks_for(const SourceName& source) const;
    void say(const SourceName& source, const Conclusion& conclusion) const;

    Outside outside_;
    const Dispatch& dispatch_;
    std::map<SourceName, std::unique_ptr<Inquiry>> by_source_;
};

}  // namespace tocsin
