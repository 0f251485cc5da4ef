// Complains for ever.
//: ended = ["output-limit"]
//: over = "stderr"
#include <cstdio>
int main() {
    for (;;) fputs("a line of complaints that never ends\n", stderr);
}
