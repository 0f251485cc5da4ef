// Writes to pipes that nobody reads, one with SIGPIPE ignored and one without.
//: ended = ["signal"]
//: signal = 13
//: says = ["EPIPE"]
#include "attack.h"
#include <sys/uio.h>
int main() {
    int ends[2];
    if (pipe(ends)) return 3;
    close(ends[0]);
    iovec parts[] = {{(void *)"ab", 2}, {(void *)"cd", 2}};
    signal(SIGPIPE, SIG_IGN);
    if (writev(ends[1], parts, 2) < 0 && errno == EPIPE) puts("EPIPE");
    fflush(stdout);
    signal(SIGPIPE, SIG_DFL);
    (void)!writev(ends[1], parts, 2);
}
