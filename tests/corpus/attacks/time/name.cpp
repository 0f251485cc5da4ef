// Computes under a name that reads as numbers of its own choice.
//: ended = ["cpu-limit"]
//: cpu_at_most = 0.4
#include <sys/prctl.h>
int main() {
    prctl(PR_SET_NAME, ") S 0 0 0 0\n0 (");
    for (volatile unsigned i = 0;; i = i + 1) {}
}
