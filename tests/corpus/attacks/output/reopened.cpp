// Opens its streams again, by every name they have, and makes them large, short or another's.
//: ended = ["exit", "output-limit", "signal"]
//: starts = "first\n"
//: stdout_at_most = 262144
#include "attack.h"
#include <sys/mman.h>
int main() {
    if (write(1, "first\n", 6) != 6) return 3;
    signal(SIGXFSZ, SIG_IGN);
    for (const char *path : {"/proc/self/fd/1", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/2"})
        for (int flags : {O_RDONLY, O_RDWR, O_WRONLY | O_TRUNC, O_WRONLY | O_APPEND}) {
            int again = open(path, flags | O_NONBLOCK);
            if (again < 0) continue;
            if (ftruncate(again, 1L << 40) == 0) close(again);
        }
    for (int stream = 0; stream < 3; stream++) {
        fchmod(stream, 0);
        fchown(stream, 0, 0);
        (void)!ftruncate(stream, 1L << 40);
        (void)!fallocate(stream, 0, 0, 1L << 40);
        lseek(stream, 1L << 40, SEEK_SET);
        mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, stream, 0);
        fcntl(stream, F_SETPIPE_SZ, 1 << 30);
        fcntl(stream, F_SETFL, O_NONBLOCK | O_ASYNC);
    }
    (void)!write(1, "last\n", 5);
}
