# Debian ships SOCI 4.0 without a CMake package; this makes SOCI::core, SOCI::postgresql and SOCI::sqlite3.
find_path(SOCI_INCLUDE_DIR soci/soci.h)
foreach(part core postgresql sqlite3)
  find_library(SOCI_${part}_LIBRARY soci_${part})
endforeach()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(SOCI REQUIRED_VARS SOCI_INCLUDE_DIR SOCI_core_LIBRARY SOCI_postgresql_LIBRARY
                                  SOCI_sqlite3_LIBRARY)
if(SOCI_FOUND AND NOT TARGET SOCI::core)
  foreach(part core postgresql sqlite3)
    add_library(SOCI::${part} UNKNOWN IMPORTED)
    set_target_properties(SOCI::${part} PROPERTIES IMPORTED_LOCATION "${SOCI_${part}_LIBRARY}"
                          INTERFACE_INCLUDE_DIRECTORIES "${SOCI_INCLUDE_DIR}")
  endforeach()
  target_link_libraries(SOCI::postgresql INTERFACE SOCI::core)
  target_link_libraries(SOCI::sqlite3 INTERFACE SOCI::core)
endif()
