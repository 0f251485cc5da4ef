// Asks not to die with its parent, and to be handed the orphans instead of pid 1.
//: ended = ["exit", "process-limit"]
//: exit_code = 0
//: wall_at_most = 3.0
#include <sys/prctl.h>
#include <unistd.h>
int main() {
    prctl(PR_SET_PDEATHSIG, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    if (fork() == 0) {
        prctl(PR_SET_CHILD_SUBREAPER, 1);
        if (fork() == 0) {
            setsid();
            prctl(PR_SET_PDEATHSIG, 0);
            for (;;) pause();
        }
        for (;;) pause();
    }
}
