// decode_listed_alerts: the list is read event by event and never held as a tree.
//
// It may be 32 MiB and comes from whoever answers at the address; a tree of it takes up to 25 times
// as much.  Of each alert only the fingerprint and the labels are kept, and those of one alert at a
// time.  Objects and arrays of the rest are counted in and out.
#include <fmt/format.h>

#include <boost/json/basic_parser_impl.hpp>
#include <cstdint>
#include <vector>

#include "decode/alertmanager_api.hpp"
#include "decode/document.hpp"
#include "domain/labels.hpp"

namespace tocsin {
namespace json = boost::json;
namespace {

// Ten times what a large Alertmanager holds, and what no alert has.
constexpr std::size_t alerts_max = 100'000;
constexpr std::size_t labels_max = 1'000;

std::string_view view(json::string_view text) {
    return {text.data(), text.size()};
}

// What Boost.JSON's basic_parser calls; false ends the parsing, with the reason in error().
class ListReader {
public:
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);
    using Code = boost::system::error_code;

    const std::string& error() const { return error_; }
    ListedAlerts& listed() { return listed_; }

    bool on_document_begin(Code&) { return true; }
    bool on_document_end(Code&) { return true; }

    bool on_array_begin(Code& code) {
        if (place_ == Place::document) {
            place_ = Place::list;
            return true;
        }
        return is_fine("an array", code) && skip();
    }
    bool on_array_end(std::size_t, Code&) {
        if (skipped_ == 0) {
            place_ = Place::document;
            return true;
        }
        --skipped_;
        return true;
    }

    bool on_object_begin(Code& code) {
        if (skipped_ == 0 && place_ == Place::list) {
            place_ = Place::alert;
            fingerprint_.clear();
            has_labels_ = false;
            return true;
        }
        if (skipped_ == 0 && place_ == Place::alert && key_ == "labels") {
            place_ = Place::labels;
            has_labels_ = true;
            labels_.clear();
            return true;
        }
        return is_fine("an object", code) && skip();
    }
    bool on_object_end(std::size_t, Code& code) {
        if (skipped_ > 0) {
            --skipped_;
            return true;
        }
        if (place_ == Place::labels) {
            place_ = Place::alert;
            return true;
        }
        place_ = Place::list;
        return take_alert(code);
    }

    bool on_key_part(json::string_view part, std::size_t size, Code&) {
        if (skipped_ > 0) return true;
        if (size == part.size()) key_.clear();  // The first.
        key_ += view(part);
        return true;
    }
    bool on_key(json::string_view part, std::size_t size, Code& code) {
        return on_key_part(part, size, code);
    }
    bool on_string_part(json::string_view part, std::size_t size, Code&) {
        if (skipped_ > 0) return true;
        if (size == part.size()) text_.clear();
        text_ += view(part);
        return true;
    }
    bool on_string(json::string_view part, std::size_t size, Code& code) {
        on_string_part(part, size, code);
        if (skipped_ > 0) return true;
        if (place_ == Place::labels) return take_label(code);
        if (place_ == Place::alert && key_ == "fingerprint") {
            fingerprint_ = text_;
            return true;
        }
        return is_fine("a string", code);
    }

    bool on_number_part(json::string_view, Code&) { return true; }
    bool on_int64(std::int64_t, json::string_view, Code& code) { return is_fine("a number", code); }
    bool on_uint64(std::uint64_t, json::string_view, Code& code) {
        return is_fine("a number", code);
    }
    bool on_double(double, json::string_view, Code& code) { return is_fine("a number", code); }
    bool on_bool(bool, Code& code) { return is_fine("a boolean", code); }
    bool on_null(Code& code) { return is_fine("null", code); }
    bool on_comment_part(json::string_view, Code&) { return true; }
    bool on_comment(json::string_view, Code&) { return true; }

private:
    enum class Place : std::uint8_t { document, list, alert, labels };

    bool fail(std::string why, Code& code) {
        error_ = std::move(why);
        code = make_error_code(boost::system::errc::invalid_argument);
        return false;
    }

    bool skip() {
        ++skipped_;
        return true;
    }

    // Whether a value of this kind may stand here.  What is not wanted of an alert may be anything.
    bool is_fine(std::string_view kind, Code& code) {
        if (skipped_ > 0) return true;
        switch (place_) {
            case Place::document:
                return fail(fmt::format("the document: expected an array of alerts, not {}", kind),
                            code);
            case Place::list:
                return fail(fmt::format("/{}: expected an object, not {}", count_, kind), code);
            case Place::labels:
                return fail(fmt::format("/{}/labels{}: expected a text, not {}", count_,
                                        pointer_step(key_), kind),
                            code);
            case Place::alert:
                break;
        }
        // Of a key that stands twice the last counts.
        if (key_ == "fingerprint") fingerprint_.clear();
        if (key_ == "labels") has_labels_ = false;
        return true;
    }

    bool take_label(Code& code) {
        if (labels_.size() >= labels_max)
            return fail(fmt::format("/{}/labels: more than {}", count_, labels_max), code);
        // Also if it says nothing, for it may stand twice.
        labels_.emplace_back(key_, text_);
        return true;
    }

    bool take_alert(Code& code) {
        if (fingerprint_.empty())
            return fail(fmt::format("/{}/fingerprint: missing", count_), code);
        if (!has_labels_) return fail(fmt::format("/{}/labels: expected an object", count_), code);
        if (++count_ > alerts_max)
            return fail(fmt::format("more than {} alerts", alerts_max), code);
        listed_.emplace(fingerprint_);
        listed_.emplace(fingerprint_of(Labels::from_views(said_labels())));
        return true;
    }

    // As webhooks are read: without labels that say nothing.
    std::vector<Labels::Pair>& said_labels() {
        pairs_.clear();
        for (const auto& [name, value] : labels_) {
            if (value.empty()) {
                std::erase_if(pairs_, [&said = name](const Labels::Pair& earlier) {
                    return earlier.first == said;
                });
            } else if (!name.empty()) {
                pairs_.emplace_back(name, value);
            }
        }
        return pairs_;
    }

    Place place_ = Place::document;
    std::size_t skipped_ = 0;  // Objects and arrays that are open and not wanted.
    std::size_t count_ = 0;    // Alerts that were read.
    std::string key_, text_;   // The last.
    std::string fingerprint_;  // Of the alert that is being read.
    bool has_labels_ = false;
    std::vector<std::pair<std::string, std::string>> labels_;
    std::vector<Labels::Pair> pairs_;
    ListedAlerts listed_;
    std::string error_;
};

}  // namespace

Result<ListedAlerts> decode_listed_alerts(std::string_view body) {
    json::parse_options options;
    options.max_depth = Document::depth_max;
    json::basic_parser<ListReader> parser(options);
    boost::system::error_code error;
    const std::size_t read = parser.write_some(false, body.data(), body.size(), error);
    if (!parser.handler().error().empty()) return malformed(parser.handler().error());
    if (!error && read < body.size()) error = make_error_code(json::error::extra_data);
    if (error) return malformed(fmt::format("not JSON: {} at byte {}", error.message(), read + 1));
    return std::move(parser.handler().listed());
}

}  // namespace tocsin
