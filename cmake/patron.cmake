# SPDX-License-Identifier: Apache-2.0
# What every target of patron shares.

# patron_target(TARGET): language level, warnings, exact floating point, hidden symbols.
# Libraries of others come in as imported targets, whose headers are system headers, so
# that their warnings stay their own.
function(patron_target target)
  target_compile_features(${target} PRIVATE cxx_std_20)
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF C_STANDARD 99 C_EXTENSIONS OFF
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -ffp-contract=off
    $<$<CONFIG:Release>:-O2> $<$<BOOL:${PATRON_WERROR}>:-Werror>)
  if(PATRON_SANITIZE)
    # The instrumented code makes gcc see uninitialised values where there are none.
    target_compile_options(${target} PRIVATE -fsanitize=${PATRON_SANITIZE}
      -fno-sanitize-recover=all -fno-omit-frame-pointer -Wno-maybe-uninitialized)
    target_link_options(${target} PRIVATE -fsanitize=${PATRON_SANITIZE})
  endif()
endfunction()

# patron_precompile(TARGET HEADERS...): what nearly every file of a target includes is
# read once, which saves a third of its time. Files still include what they use.
function(patron_precompile target)
  if(NOT PATRON_PRECOMPILE)
    return()
  endif()
  target_precompile_headers(${target} PRIVATE ${ARGN})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE
      $<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
  endif()
endfunction()

# patron_embed(TARGET INPUT SYMBOL): the bytes of a file as a std::string_view.
function(patron_embed target input symbol)
  get_filename_component(name "${input}" NAME)
  set(output "${CMAKE_CURRENT_BINARY_DIR}/embed/${name}.cpp")
  add_custom_command(OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" "-DINPUT=${input}" "-DOUTPUT=${output}"
      "-DSYMBOL=${symbol}" -P "${PROJECT_SOURCE_DIR}/cmake/embed.cmake"
    DEPENDS "${input}" "${PROJECT_SOURCE_DIR}/cmake/embed.cmake"
    COMMENT "Embedding ${name}" VERBATIM)
  target_sources(${target} PRIVATE "${output}")
endfunction()

# patron_version_script(TARGET SYMBOLS): export the listed symbols and nothing else.
function(patron_version_script target symbols)
  if(APPLE)
    set(map "${CMAKE_CURRENT_BINARY_DIR}/patron.exports")
    target_link_options(${target} PRIVATE "LINKER:-exported_symbols_list,${map}")
  else()
    set(map "${CMAKE_CURRENT_BINARY_DIR}/patron.map")
    target_link_options(${target} PRIVATE "LINKER:--version-script=${map}"
      "LINKER:-z,nodelete" "LINKER:-z,relro,-z,now" "LINKER:--gc-sections")
    if(NOT PATRON_SANITIZE)
      target_link_options(${target} PRIVATE "LINKER:-z,defs")
    endif()
  endif()
  add_custom_command(OUTPUT "${map}"
    COMMAND "${CMAKE_COMMAND}" "-DINPUT=${symbols}" "-DOUTPUT=${map}"
      -P "${PROJECT_SOURCE_DIR}/cmake/symbols.cmake"
    DEPENDS "${symbols}" "${PROJECT_SOURCE_DIR}/cmake/symbols.cmake"
    COMMENT "Writing the version script" VERBATIM)
  target_sources(${target} PRIVATE "${map}")
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${map}")
endfunction()
