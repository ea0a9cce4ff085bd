# SPDX-License-Identifier: Apache-2.0
# Writes a C++ source that holds the bytes of a text file as a std::string_view:
#   cmake -DINPUT=zones.txt -DOUTPUT=zones.cpp -DSYMBOL=patron::base::kZonesText -P ...
# Whoever reads it declares it: extern const std::string_view kZonesText;
string(REGEX MATCH "^(.*)::([^:]+)$" matched "${SYMBOL}")
set(space "${CMAKE_MATCH_1}")
set(name "${CMAKE_MATCH_2}")
file(READ "${INPUT}" text)
string(FIND "${text}" ")patron\"" clash)
if(NOT matched OR NOT clash EQUAL -1)
  message(FATAL_ERROR "cannot embed ${INPUT} as ${SYMBOL}")
endif()
file(WRITE "${OUTPUT}" "#include <string_view>
namespace ${space} {
extern const std::string_view ${name};
constinit const std::string_view ${name} = R\"patron(${text})patron\";
}  // namespace ${space}
")
