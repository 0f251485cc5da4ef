// Kills whom it can see, and stops whom it cannot kill.
//: ended = ["signal", "exit"]
#include <csignal>
#include <initializer_list>
#include <unistd.h>
int main() {
    for (int number : {SIGTERM, SIGHUP, SIGUSR1, SIGCONT})
        kill(1, number), kill(getppid() ? getppid() : 1, number);
    kill(1, SIGSTOP);
    kill(1, SIGKILL);
    if (fork() == 0) {
        kill(-1, SIGSTOP);
        kill(-1, SIGKILL);
    }
    kill(-1, SIGKILL);
    kill(0, SIGKILL);
}
