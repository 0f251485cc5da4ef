// Writes for ever.
//: ended = ["output-limit"]
//: over = "stdout"
//: stdout_bytes = 262144
#include <cstdio>
int main() {
    for (;;) puts("a line of output that never ends");
}
