// Recursion without end.
//: ended = ["memory-limit", "signal"]
#include <cstdio>
static int deeper(int level) {
    volatile char frame[512];
    frame[level % 512] = 1;
    return deeper(level + 1) + frame[0];
}
int main() { printf("%d", deeper(0)); }
