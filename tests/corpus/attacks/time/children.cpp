// Children, each below the limit, that nobody waits for: the limit is on all together.
//: ended = ["cpu-limit"]
//: limits = {cpu_s = 0.3, wall_s = 2.0}
//: reduced.ended = ["cpu-limit", "wall-limit", "idle"]
//: cpu_at_most = 2.5
#include <ctime>
#include <unistd.h>
int main() {
    for (int i = 0; i < 200; i++) {
        if (fork() == 0) {
            while (clock() < CLOCKS_PER_SEC / 20) {}
            _exit(0);
        }
        usleep(20000);
    }
}
