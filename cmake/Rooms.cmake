# room(NAME FLOOR n [USES rooms...] [LIBRARIES targets...])
#
# Declares src/NAME as a static library room_NAME. Its headers are reached as "NAME/file.h", and only by rooms
# that name it (directly or through a room they name; tests/house checks that what is included is also named).
# Naming a room of the same or a higher floor, or one not declared yet, stops the configuration: so no include
# goes upwards and no circle exists.
function(room name)
  cmake_parse_arguments(ROOM "" "FLOOR" "USES;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/${name}/*.cc")
  if(NOT sources)  # a room of headers only
    set(sources "${CMAKE_BINARY_DIR}/rooms/${name}.cc")
    file(TOUCH "${sources}")
  endif()
  add_library(room_${name} STATIC ${sources})
  share_precompiled(room_${name} precompiled_src)
  set_target_properties(room_${name} PROPERTIES FLOOR "${ROOM_FLOOR}" OUTPUT_NAME "signet_${name}")

  # The wall: one include directory per room, holding nothing but a door to that room.
  set(door "${CMAKE_BINARY_DIR}/rooms/${name}")
  file(MAKE_DIRECTORY "${door}")
  file(CREATE_LINK "${PROJECT_SOURCE_DIR}/src/${name}" "${door}/${name}" SYMBOLIC)
  target_include_directories(room_${name} PUBLIC "${door}")

  target_link_libraries(room_${name} PUBLIC nlohmann_json::nlohmann_json tl::expected Threads::Threads)
  foreach(used IN LISTS ROOM_USES)
    if(NOT TARGET room_${used})
      message(FATAL_ERROR "room ${name} uses ${used}, which is not declared above it")
    endif()
    get_target_property(floor room_${used} FLOOR)
    if(NOT floor LESS ROOM_FLOOR)
      message(FATAL_ERROR "room ${name} (floor ${ROOM_FLOOR}) uses ${used} (floor ${floor}): only downwards")
    endif()
    target_link_libraries(room_${name} PUBLIC room_${used})
  endforeach()
  target_link_libraries(room_${name} PRIVATE ${ROOM_LIBRARIES})
endfunction()
