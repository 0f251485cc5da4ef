// Source that starts with a byte order mark and has the ends of lines of another system.
//: ended = ["exit"]
//: stdout_is = "compiled\n"
//: patch = {"// Source" = "efbbbf2f2f20536f75726365", "; }\n" = "3b207d0d0a"}
#include <cstdio>
int main() { puts("compiled"); }
