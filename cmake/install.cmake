# SPDX-License-Identifier: Apache-2.0
# Headers, both libraries, the command; find_package(patron) and pkg-config find them.
include(CMakePackageConfigHelpers)

install(TARGETS patron_core patron_shared EXPORT patronTargets
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(FILES include/patron.h DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(DIRECTORY include/patron DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING PATTERN "*.hpp")
if(TARGET patron_cli)
  install(TARGETS patron_cli RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

set(config "${CMAKE_INSTALL_LIBDIR}/cmake/patron")
install(EXPORT patronTargets NAMESPACE patron:: DESTINATION "${config}")
configure_package_config_file(cmake/patronConfig.cmake.in
  "${PROJECT_BINARY_DIR}/patronConfig.cmake" INSTALL_DESTINATION "${config}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/patronConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/patronConfig.cmake"
  "${PROJECT_BINARY_DIR}/patronConfigVersion.cmake" DESTINATION "${config}")

file(RELATIVE_PATH PATRON_PC_PREFIX "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
configure_file(cmake/patron.pc.in "${PROJECT_BINARY_DIR}/patron.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/patron.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
