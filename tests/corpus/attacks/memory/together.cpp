// Eight processes of a quarter of the limit each: the limit is of all together.
//: ended = ["memory-limit"]
//: limits = {memory_bytes = 67108864}
//: modes = ["root"]
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>
int main() {
    for (int i = 0; i < 7 && fork(); i++) {}
    void *pages = mmap(nullptr, 16 << 20, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (pages == MAP_FAILED) _exit(3);
    for (;;) pause();
}
