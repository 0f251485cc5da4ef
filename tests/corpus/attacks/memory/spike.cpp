// Takes 40 MiB for a moment and gives them back: the peak must be seen.
//: ended = ["exit"]
//: exit_code = 0
//: peak_at_least_mib = 40
//: peak_at_most_mib = 60
#include <sys/mman.h>
int main() {
    void *pages = mmap(nullptr, 40 << 20, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    return pages == MAP_FAILED || munmap(pages, 40 << 20);
}
