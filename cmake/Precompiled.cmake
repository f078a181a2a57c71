# Half of the time of a build went into reading the same foreign headers in every file; now each set of them is read once.
# Nobody may lean on that: a build with -DSIGNET_PRECOMPILED=OFF finds the missing #include.
option(SIGNET_PRECOMPILED "Read foreign headers once for all" ON)

# precompiled(NAME HEADER [PROGRAMS] [OPTIONS options...]): HEADER for all who share NAME, which are libraries or PROGRAMS,
# and are compiled with these OPTIONS.
function(precompiled name header)
  cmake_parse_arguments(SET "PROGRAMS" "" "OPTIONS" ${ARGN})
  set(source "${CMAKE_BINARY_DIR}/generated/${name}.cc")
  file(CONFIGURE OUTPUT "${source}" CONTENT "int main() {}\n")
  if(SET_PROGRAMS)
    add_executable(${name} EXCLUDE_FROM_ALL "${source}")
  else()
    add_library(${name} OBJECT EXCLUDE_FROM_ALL "${source}")
  endif()
  target_compile_options(${name} PRIVATE ${SET_OPTIONS})
  target_link_libraries(${name} PRIVATE nlohmann_json::nlohmann_json tl::expected)
  target_precompile_headers(${name} PRIVATE "${PROJECT_SOURCE_DIR}/${header}")
endfunction()

function(share_precompiled target name)
  if(SIGNET_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()
