# build_info(TARGET): adds the source that tells `signet version` what it was made of.
#
# The commit is that of the last configuration; -DSIGNET_COMMIT=... gives it where there is no .git, as in an image.
function(build_info target)
  set(commit "${SIGNET_COMMIT}")
  if(NOT commit)
    find_package(Git QUIET)
    if(GIT_FOUND)
      execute_process(COMMAND "${GIT_EXECUTABLE}" describe --always --dirty --abbrev=12
                      WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}" OUTPUT_VARIABLE commit
                      OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    endif()
  endif()
  if(NOT commit)
    set(commit unknown)
  endif()

  # SOCI tells its version in a header only.
  file(STRINGS "${SOCI_INCLUDE_DIR}/soci/version.h" soci REGEX "define SOCI_LIB_VERSION ")
  string(REGEX REPLACE ".*\"(.*)\".*" "\\1" soci "${soci}")
  string(REPLACE "_" "." soci "${soci}")

  set(rows "")
  foreach(library "OpenSSL ${OPENSSL_VERSION}" "SQLite ${SQLite3_VERSION}" "libpq ${PostgreSQL_VERSION_STRING}" "SOCI ${soci}"
                  "Pistache ${PISTACHE_VERSION}" "libcurl ${CURL_VERSION_STRING}" "cpp-jwt ${cpp-jwt_VERSION}"
                  "argon2 ${ARGON2_VERSION}" "libcrypt ${CRYPT_VERSION}" "spdlog ${spdlog_VERSION}"
                  "nlohmann-json ${nlohmann_json_VERSION}")
    string(REPLACE " " ";" pair "${library}")
    list(GET pair 0 name)
    list(GET pair 1 version)
    list(APPEND rows "{\"${name}\", \"${version}\"}")
  endforeach()
  list(JOIN rows ",\n      " SIGNET_LIBRARIES)
  set(SIGNET_COMMIT "${commit}")
  set(source "${CMAKE_BINARY_DIR}/generated/build_info.cc")
  configure_file("${PROJECT_SOURCE_DIR}/cmake/build_info.cc.in" "${source}" @ONLY)
  target_sources(${target} PRIVATE "${source}")
endfunction()
