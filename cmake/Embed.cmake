# embed(TARGET DIRECTORY HEADER header FUNCTION function)
#
# Builds every file of DIRECTORY (relative to the project; not its subdirectories) into TARGET as text. The header is
# the room's own and declares, within its namespaces,
#
#    std::span<const EmbeddedFile> function();      // ordered by name; EmbeddedFile is in base/embedded_file.h
#
# FUNCTION is that function's full name, such as signet::pages::built_in_templates. The source is made again at build
# time when a file changes, and when one comes or goes, by this file as a script: nothing but CMake is needed.
function(embed target directory)
  cmake_parse_arguments(EMBED "" "HEADER;FUNCTION" "" ${ARGN})
  file(GLOB files CONFIGURE_DEPENDS LIST_DIRECTORIES false "${PROJECT_SOURCE_DIR}/${directory}/*")
  cmake_path(GET directory FILENAME last)
  set(source "${CMAKE_BINARY_DIR}/embedded/${target}_${last}.cc")
  add_custom_command(
    OUTPUT "${source}"
    COMMAND "${CMAKE_COMMAND}" "-DSOURCE=${source}" "-DHEADER=${EMBED_HEADER}" "-DFUNCTION=${EMBED_FUNCTION}"
            "-DFILES=${files}" -P "${PROJECT_SOURCE_DIR}/cmake/Embed.cmake"
    DEPENDS ${files} "${PROJECT_SOURCE_DIR}/cmake/Embed.cmake"
    COMMENT "Embedding ${directory}/" VERBATIM)
  target_sources(${target} PRIVATE "${source}")
endfunction()

if(NOT CMAKE_SCRIPT_MODE_FILE)
  return()
endif()

# As a script: FILES become the raw string literals of one source.
string(REGEX MATCH "^(.+)::([^:]+)$" whole "${FUNCTION}")
set(namespace "${CMAKE_MATCH_1}")
set(name "${CMAKE_MATCH_2}")
list(SORT FILES)
list(LENGTH FILES count)
set(rows "")
foreach(path IN LISTS FILES)
  cmake_path(GET path FILENAME file)
  file(READ "${path}" text)
  file(SIZE "${path}" size)
  string(LENGTH "${text}" length)  # bytes; a NUL would have cut the text here
  if(NOT length EQUAL size)
    message(FATAL_ERROR "${path} is not text")
  endif()
  string(FIND "${text}" ")_embed_\"" end)
  if(NOT end EQUAL -1)
    message(FATAL_ERROR "${path} holds the mark that ends a raw string here")
  endif()
  string(APPEND rows "    {R\"_embed_(${file})_embed_\", R\"_embed_(${text})_embed_\"},\n")
endforeach()
file(WRITE "${SOURCE}" "// Made by cmake/Embed.cmake.
#include <array>

#include \"${HEADER}\"

namespace ${namespace} {
namespace {

constexpr std::array<EmbeddedFile, ${count}> kFiles{{
${rows}}};

}  // namespace

std::span<const EmbeddedFile> ${name}() { return kFiles; }

}  // namespace ${namespace}
")
