// Source with bytes that are no text: NUL, what is no UTF-8, escapes for a terminal.
//: ended = ["exit"]
//: stdout_is = "compiled\n"
//: patch = {"@NUL@" = "00", "@BAD@" = "fffec0af", "@ESC@" = "1b5b324a"}
#include <cstdio>
/* @NUL@ @BAD@ @ESC@ */ int main() { puts("compiled"); }
