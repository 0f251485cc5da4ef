// Memory that cannot be taken away again.
//: ended = ["exit", "memory-limit"]
//: never = ["ESCAPED"]
#include "attack.h"
#include <sys/mman.h>
int main() {
    attempt("mlock of more than the limit", [] {
        char *pages = (char *)mmap(nullptr, 512 << 20, PROT_READ | PROT_WRITE,
                                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return pages != MAP_FAILED && !mlock(pages, 512 << 20);
    });
    attempt("mlockall", [] {
        return !mlockall(MCL_CURRENT | MCL_FUTURE) &&
               mmap(nullptr, 512 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                    0) != MAP_FAILED;
    });
    attempt("MADV_POPULATE_WRITE of more than the limit", [] {
        char *pages = (char *)mmap(nullptr, 512 << 20, PROT_READ | PROT_WRITE,
                                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return pages != MAP_FAILED && !madvise(pages, 512 << 20, 23);
    });
    return finish();
}
