// The door that libFuzzer knocks at: one program for each target, which CMake names.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    tocsin::fuzz::TOCSIN_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
    return 0;
}
