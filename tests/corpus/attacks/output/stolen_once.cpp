// Reads one byte of its own output away, between the guard's look and its read, and then waits.
//: ended = ["idle", "exit"]
//: limits = {wall_s = 0.3}
//: wall_at_most = 2.0
#include "attack.h"
#include <ctime>
static long now() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}
static void spend(long nanoseconds) {
    for (long until = now() + nanoseconds; now() < until;) {}
}
int main() {
    for (int stream = 1; stream < 3; stream++) {
        int again =
            open(stream == 1 ? "/proc/self/fd/1" : "/proc/self/fd/2", O_RDONLY | O_NONBLOCK);
        char byte;
        for (int i = 0; again >= 0 && i < 200; i++) {
            (void)!write(stream, "x", 1);
            spend(now() % 20000);
            if (read(again, &byte, 1) == 1 && i > 100) break;
            spend(50000);
        }
    }
    for (;;) pause();
}
