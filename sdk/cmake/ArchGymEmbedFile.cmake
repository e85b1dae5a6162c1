# Write OUTPUT, a C++ or C file that defines SYMBOL as the bytes of INPUT and a NUL. Run with -P.
file(READ ${INPUT} bytes HEX)
# An escape in a character literal gives a char whatever the signedness; a plain 0xe2 would not
# fit. The literals are separate, so that no limit on the length of strings applies.
string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
file(
  WRITE ${OUTPUT}
  "#ifdef __cplusplus
extern \"C\"
#endif
    __attribute__((visibility(\"hidden\"))) const char ${SYMBOL}[];
const char ${SYMBOL}[] = {
${bytes}'\\0'};
")
