// What a process has used so far, as Linux counts it in /proc.
#pragma once

#include <string>

namespace tocsin {

struct Usage {
    double cpu_seconds = 0;    // User and system, all threads; in ticks of 10 ms.
    double rss_kib = 0;        // Resident now.
    double rss_kib_max = 0;    // The most it ever was.
    double written_bytes = 0;  // What was sent towards the disk (write_bytes).
};

// Zeros for a process that is not there.
Usage usage_of(int pid);

// Seconds that all cores together have been busy since boot.
double machine_cpu_seconds();

// What this process has used itself.
double own_cpu_seconds();

}  // namespace tocsin
