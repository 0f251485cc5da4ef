// Takes a megabyte at a time and writes to it, for ever.
//: ended = ["memory-limit"]
//: reduced.ended = ["memory-limit", "signal"]
#include <cstring>
int main() {
    for (;;) memset(new char[1 << 20], 1, 1 << 20);
}
