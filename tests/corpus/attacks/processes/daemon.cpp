// Leaves a session, by two forks and setsid, and goes on behind the back of a parent that is done.
//: ended = ["exit", "process-limit"]
//: exit_code = 0
//: wall_at_most = 3.0
#include <csignal>
#include <unistd.h>
int main() {
    for (int i = 0; i < 4; i++) {
        if (fork()) continue;
        setsid();
        if (fork()) _exit(0);
        for (int number = 1; number < 65; number++) signal(number, SIG_IGN);
        for (int stream = 0; stream < 3; stream++) close(stream);
        for (;;)
            if (i % 2) pause();
    }
}
