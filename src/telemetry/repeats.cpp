#include "telemetry/repeats.hpp"

namespace tocsin {

bool Repeats::admits(std::string_view component, std::string_view message, SteadyTime now) {
    std::string key;
    key.append(component).append(1, '\0').append(message);
    if (windows_.size() >= repeats_kinds_max && !windows_.contains(key)) {
        component = "log";
        message = "messages of too many kinds";
        key.clear();
    }
    const auto [at, is_new] = windows_.try_emplace(std::move(key));
    Window& window = at->second;
    if (is_new) {
        window = {now, 0, std::string(component), std::string(message)};
        if (windows_.size() == 1) look_again_ = now + repeats_window;
    }
    // A window that swallowed something goes on until it is taken: its count is not lost.
    if (now - window.begun >= repeats_window && window.seen <= repeats_written_max) {
        window.begun = now;
        window.seen = 0;
    }
    return ++window.seen <= repeats_written_max;
}

std::vector<Repeats::Swallowed> Repeats::take_ended(SteadyTime now) {
    std::vector<Swallowed> ended;
    if (now < look_again_) return ended;
    for (auto at = windows_.begin(); at != windows_.end();) {
        Window& window = at->second;
        if (now - window.begun < repeats_window) {
            ++at;
            continue;
        }
        if (window.seen > repeats_written_max) {
            ended.push_back({std::move(window.component), std::move(window.message),
                             window.seen - repeats_written_max});
        }
        at = windows_.erase(at);
    }
    // Once a window is often enough, however many kinds there are.
    if (!windows_.empty()) look_again_ = now + repeats_window;
    return ended;
}

}  // namespace tocsin
