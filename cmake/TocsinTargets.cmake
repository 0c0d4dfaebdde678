# tocsin_room and tocsin_test: how a room of src/ and its tests become targets.

add_library(tocsin_flags INTERFACE)
target_compile_options(tocsin_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees dangling and uninitialised values inside libstdc++ and Boost that are not there.
  target_compile_options(tocsin_flags INTERFACE
    -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds)
endif()
target_compile_definitions(tocsin_flags INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
set(TOCSIN_SANITIZE "" CACHE STRING "Value of -fsanitize=, empty for none")
if(TOCSIN_SANITIZE)
  target_compile_options(tocsin_flags INTERFACE -fsanitize=${TOCSIN_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(tocsin_flags INTERFACE -fsanitize=${TOCSIN_SANITIZE})
  if(TOCSIN_SANITIZE MATCHES "undefined" AND NOT TOCSIN_FUZZ)
    # Costs minutes in Beast's files and finds nothing that ASan does not (docs/development.md).
    target_compile_options(tocsin_flags INTERFACE
      -fno-sanitize=null,alignment,vptr,object-size)
  endif()
  if(TOCSIN_FUZZ)
    # clang 14 cannot write it down for coroutines ("difference across sections").
    target_compile_options(tocsin_flags INTERFACE -fno-sanitize=function)
  endif()
endif()

# tocsin_room(NAME SOURCES files… LINKS targets…): a room is a static library with src/ on its path.
# LINKS names other rooms and outside libraries; tests/tidy compares the rooms with the house table.
function(tocsin_room name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(tocsin_${name} STATIC ${ARG_SOURCES})
  target_include_directories(tocsin_${name} PUBLIC "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(tocsin_${name} PUBLIC ${ARG_LINKS} PRIVATE tocsin_flags ${ARG_PRIVATE_LINKS})
endfunction()

# tocsin_test(NAME SOURCES files… LINKS targets…): one GoogleTest program for a folder of tests/.
function(tocsin_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/src")
  # Only for the files that ask for them: a path in a flag is a miss in ccache for every clone.
  foreach(source ${ARG_SOURCES})
    file(STRINGS "${source}" asks REGEX "TOCSIN_(SOURCE|BINARY)_DIR" LIMIT_COUNT 1)
    if(asks)
      set_source_files_properties("${source}" PROPERTIES COMPILE_DEFINITIONS
        "TOCSIN_SOURCE_DIR=\"${PROJECT_SOURCE_DIR}\";TOCSIN_BINARY_DIR=\"${PROJECT_BINARY_DIR}\"")
    endif()
  endforeach()
  # What is tested is optimised; the tests themselves need not be, and take a third of the time.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1 -g0>)
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} GTest::gtest GTest::gmock GTest::gtest_main tocsin_flags)
  add_test(NAME ${name} COMMAND ${name})
endfunction()
