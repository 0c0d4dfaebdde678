#include "daemon/inquiries.hpp"

#include <utility>

#include "base/url.hpp"
#include "net/client.hpp"

namespace tocsin {
namespace {

// Ten thousand alerts with long annotations; a longer list is not read, and proves nothing.
constexpr std::uint64_t answer_body_bytes_max = 32U << 20;

}  // namespace

Result<std::vector<InquiryOptions>> Inquiries::check(const Config& config) const {
    std::vector<InquiryOptions> all;
    for (const auto& [name, source] : config.sources) {
        if (!source.alertmanager_url) continue;
        TRY(const BaseUrl url, parse_base_url(*source.alertmanager_url));
        ClientOptions client = client_options_of(url);
        client.connect_timeout = config.delivery.connect_timeout;
        client.answer_body_bytes_max = answer_body_bytes_max;
        TRY(auto transport, HttpsClient::open(outside_.loop, std::move(client)));
        all.push_back({name, url.path_prefix, std::move(transport)});
    }
    return all;
}

void Inquiries::configure(std::vector<InquiryOptions> options) {
    stop();
    for (InquiryOptions& one : options) {
        const SourceName source = one.source;
        const auto at = by_source_.find(source);
        if (at != by_source_.end()) {
            at->second->reload(std::move(one));
            continue;
        }
        by_source_.emplace(source, std::make_unique<Inquiry>(outside_.store, outside_.clock,
                                                             std::move(one), hooks_for(source)));
    }
}

InquiryHooks Inquiries::hooks_for(const SourceName& source) const {
    InquiryHooks hooks;
    hooks.missing = [this, source] { return dispatch_.missing_of(source); };
    hooks.firing = [this, source] { return dispatch_.board().firing_of(source); };
    hooks.found = outside_.found;
    hooks.concluded = [this, source](const Conclusion& conclusion) {
        say(source, conclusion);
        outside_.turn();
    };
    hooks.problem = [this](const std::string& problem) {
        outside_.log.error("inquiry", "store", {{"err", problem}});
    };
    return hooks;
}

void Inquiries::say(const SourceName& source, const Conclusion& conclusion) const {
    const std::string_view proof = to_string(conclusion.proof);
    outside_.metrics.inquiry_round(source, proof);
    switch (conclusion.proof) {
        case Proof::absent:
            outside_.log.info("inquiry",
                              "alerts that went missing are not at their sender any more",
                              {{"source", source}, {"alerts", conclusion.absent.size()}});
            return;
        case Proof::present:
        case Proof::too_young:
            outside_.log.debug("inquiry", "alerts that went missing are kept",
                               {{"source", source}, {"proof", proof}, {"why", conclusion.why}});
            return;
        case Proof::implausible:
        case Proof::failed:
            outside_.log.warn("inquiry", "nobody can say whether missing alerts still fire",
                              {{"source", source}, {"proof", proof}, {"err", conclusion.why}});
            return;
    }
}

void Inquiries::pump() {
    for (const auto& [source, inquiry] : by_source_) inquiry->pump();
}

std::optional<WallTime> Inquiries::next_due() const {
    std::optional<WallTime> next;
    for (const auto& [source, inquiry] : by_source_) {
        const auto due = inquiry->next_due();
        if (due && (!next || *due < *next)) next = due;
    }
    return next;
}

void Inquiries::stop() {
    for (const auto& [source, inquiry] : by_source_) inquiry->stop();
}

}  // namespace tocsin
