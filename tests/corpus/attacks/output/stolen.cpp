// Reads its own output away from under the guard, which must not wait for it.
//: ended = ["cpu-limit", "exit"]
//: wall_at_most = 4.0
#include "attack.h"
int main() {
    for (const char *path : {"/proc/self/fd/1", "/proc/self/fd/2"})
        if (fork() == 0) {
            int again = open(path, O_RDONLY);
            char byte;
            while (again >= 0) (void)!read(again, &byte, 1);
            _exit(0);
        }
    for (;;) {
        (void)!write(1, "x", 1);
        (void)!write(2, "y", 1);
        for (volatile int i = 0; i < 20000; i = i + 1) {}
    }
}
