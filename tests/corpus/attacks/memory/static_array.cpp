// An array larger than the limit, in the program itself, written to.
//: ended = ["memory-limit"]
//: reduced.ended = ["memory-limit", "signal", "exit"]
//: never = ["written"]
#include <cstdio>
static char array[256 << 20];
int main(int count, char **) {
    for (unsigned i = 0; i < sizeof array; i += 4096) array[i] = count;
    printf("written %d\n", array[4096]);
}
