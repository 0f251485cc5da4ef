// Children that nobody waits for.
//: ended = ["process-limit", "exit"]
//: forks_refused = true
//: says = ["refused"]
#include <cstdio>
#include <unistd.h>
int main() {
    for (int i = 0; i < 100000; i++) {
        pid_t child = fork();
        if (child == 0) _exit(0);
        if (child < 0) {
            puts("refused");
            return 0;
        }
    }
}
