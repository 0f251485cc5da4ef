// Sets the clock, takes a better place in the queue, and leaves its core.
//: ended = ["exit"]
//: says = ["all tried"]
#include "attack.h"
#include <ctime>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/timex.h>
int main() {
    attempt("settimeofday", [] {
        timeval now = {1, 0};
        return !settimeofday(&now, nullptr);
    });
    attempt("clock_settime", [] {
        timespec now = {1, 0};
        return !clock_settime(CLOCK_REALTIME, &now);
    });
    attempt("adjtimex", [] {
        timex change = {};
        change.modes = ADJ_TICK;
        change.tick = 9001;
        return adjtimex(&change) >= 0;
    });
    attempt("a negative nice value",
            [] { return !setpriority(PRIO_PROCESS, 0, -5) && getpriority(PRIO_PROCESS, 0) < 0; });
    attempt("another's nice value",
            [] { return !setpriority(PRIO_PROCESS, 1, 19) || !setpriority(PRIO_USER, 0, 19); });
    for (int policy : {SCHED_FIFO, SCHED_RR, SCHED_FIFO | SCHED_RESET_ON_FORK})
        attempt("a real-time class", [=] {
            sched_param first = {1};
            return !sched_setscheduler(0, policy, &first);
        });
    attempt("a core of its choice", [] {
        cpu_set_t all, mine;
        memset(&all, 255, sizeof all);
        sched_setaffinity(0, sizeof all, &all);
        return !sched_getaffinity(0, sizeof mine, &mine) && CPU_COUNT(&mine) != 1;
    });
    attempt("another's limits", [] {
        rlimit none = {0, 0};
        return !prlimit(1, RLIMIT_CPU, &none, nullptr) ||
               !prlimit(getppid(), RLIMIT_CPU, &none, nullptr);
    });
    return finish();
}
