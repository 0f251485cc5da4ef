// Forks before main, and again in each process that it executes.
//: ended = ["process-limit", "cpu-limit", "wall-limit"]
//: forks_refused = true
#include <unistd.h>
extern char **environ;
__attribute__((constructor)) static void before_main() {
    for (int i = 0; i < 3; i++) fork();
    char self[] = "/proc/self/exe", *arguments[] = {self, nullptr};
    execve(self, arguments, environ);
}
int main() {
    for (;;) pause();
}
