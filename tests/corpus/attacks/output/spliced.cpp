// Lets the kernel write for ever: from /dev/zero, by sendfile and by splice.
//: ended = ["output-limit"]
//: over = "stdout"
#include "attack.h"
#include <sys/sendfile.h>
int main() {
    int zeros = open("/dev/zero", O_RDONLY), ends[2];
    if (pipe(ends)) return 3;
    for (;;) {
        sendfile(1, zeros, nullptr, 1 << 16);
        splice(zeros, nullptr, ends[1], nullptr, 1 << 16, SPLICE_F_NONBLOCK);
        splice(ends[0], nullptr, 1, nullptr, 1 << 16, 0);
        static char block[512];
        if (write(1, block, sizeof block) < 0) return 4;
    }
}
