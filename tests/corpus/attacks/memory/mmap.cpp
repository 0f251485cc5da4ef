// Pages of its own and shared ones, populated at once.
//: ended = ["memory-limit"]
//: reduced.ended = ["memory-limit", "exit"]
//: never = ["got all"]
#include <cstdio>
#include <sys/mman.h>
int main() {
    for (int i = 0; i < 64; i++)
        if (mmap(nullptr, 4 << 20, PROT_READ | PROT_WRITE,
                 (i % 2 ? MAP_SHARED : MAP_PRIVATE) | MAP_ANONYMOUS | MAP_POPULATE, -1,
                 0) == MAP_FAILED)
            return 3;
    puts("got all");
}
