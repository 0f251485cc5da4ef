// Ignores and blocks every signal that it can, and computes.
//: ended = ["cpu-limit"]
//: cpu_at_most = 0.4
#include <csignal>
int main() {
    for (int number = 1; number < 65; number++) signal(number, SIG_IGN);
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, nullptr);
    for (volatile unsigned i = 0;; i = i + 1) {}
}
