// Stops itself, and its child, which nobody could wake.
//: ended = ["idle"]
//: limits = {wall_s = 0.3}
//: wall_at_most = 2.0
#include <csignal>
#include <unistd.h>
int main() {
    fork();
    raise(SIGSTOP);
}
