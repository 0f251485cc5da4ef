// Asks for a core file and dies for one.
//: ended = ["signal"]
//: signal = 6
//: take = ["*"]
//: taken = []
#include <cstdlib>
#include <sys/prctl.h>
#include <sys/resource.h>
int main() {
    rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
    setrlimit(RLIMIT_CORE, &all);
    prctl(PR_SET_DUMPABLE, 1);
    abort();
}
