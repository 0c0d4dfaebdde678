#include "daemon/explanation/explanation.hpp"

#include "domain/labels.hpp"

namespace tocsin {

Explanation explain(const Config& config, const SourceName& source, AlertGroup group,
                    WallTime now) {
    Explanation explanation{source, std::move(group), {}, {}};
    const std::string_view kind = to_string(config.sources.at(source).kind);
    for (const Alert& alert : explanation.group.alerts) {
        AlertRecord record;
        record.id = alert_id_of(source, alert.fingerprint);
        record.source = source;
        record.fingerprint = alert.fingerprint;
        record.state = alert.state;
        record.labels = alert.labels;
        record.annotations = alert.annotations;
        explanation.alerts.push_back(explain_alert(config.rules, record, kind));
    }
    explanation.foretold = foretell(config, source, explanation.group, now);
    return explanation;
}

}  // namespace tocsin
