#include "decode/prometheus.hpp"

#include <fmt/format.h>

#include <boost/json/object.hpp>

#include "decode/alert_list.hpp"
#include "decode/document.hpp"

namespace tocsin {

Result<AlertGroup> decode_prometheus(const DecodeOptions& options, std::string_view body,
                                     WallTime received_at, DecodeNotes* notes) {
    Document document;
    TRY(const boost::json::value* value, document.read(body));
    if (!value->is_array()) {
        const bool webhook = value->is_object() && value->get_object().contains("alerts");
        return refused(fmt::format("the document: expected an array of alerts, not {}{}",
                                   kind_name(*value),
                                   webhook ? " (this looks like kind alertmanager)" : ""));
    }
    return read_alert_list(options, AlertForm::api, value->get_array(), "", received_at, notes);
}

}  // namespace tocsin
