# How every translation unit is compiled: C++20, all warnings as errors, hardened.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(SIGNET_SANITIZE "" CACHE STRING "address (with undefined behaviour), thread, or fuzzer (Clang)")
option(SIGNET_COVERAGE "Count executed lines" OFF)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
endif()

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wconversion
                    -Wno-sign-conversion -Werror)
# GCC 12 reports false positives of these deep inside libstdc++ at -O2.
add_compile_options(-Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-error=maybe-uninitialized)

# [R-MEM-1] Bounds checks of the standard library stay on in production.
add_compile_definitions(_GLIBCXX_ASSERTIONS)
add_compile_options(-fstack-protector-strong -fmacro-prefix-map=${CMAKE_SOURCE_DIR}/=)
add_link_options(-Wl,-z,relro,-z,now)
if(NOT SIGNET_SANITIZE)
  # Not under a sanitizer: its runtime defines crypt_r too, libcrypt would look unneeded, and the call lead nowhere.
  add_link_options(-Wl,--as-needed)
endif()
include(CheckPIESupported)
check_pie_supported()

if(SIGNET_SANITIZE STREQUAL "address")
  # SOCI hides its backend classes, so UBSan's vptr check cannot link against them.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=vptr -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(SIGNET_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
elseif(SIGNET_SANITIZE STREQUAL "fuzzer")
  # Clang instruments for libFuzzer; its opinions on warnings are silenced, since GCC is the compiler we answer to.
  add_compile_options(-w -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=vptr -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_definitions(_FORTIFY_SOURCE=3)
endif()
if(SIGNET_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()
