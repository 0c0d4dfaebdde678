#include "tests/emulator/http_date.hpp"

#include <fmt/format.h>

#include <array>

namespace tocsin {

std::string format_http_date(WallTime time) {
    static constexpr std::array<const char*, 7> weekdays{"Sun", "Mon", "Tue", "Wed",
                                                         "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    using std::chrono::days;
    const auto since_epoch = time.time_since_epoch();
    const std::chrono::sys_days day{std::chrono::floor<days>(since_epoch)};
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{
        std::chrono::floor<std::chrono::seconds>(since_epoch - day.time_since_epoch())};
    return fmt::format(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
        weekdays[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
        months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
        clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

}  // namespace tocsin
