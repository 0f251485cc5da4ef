// Timers that fire as often as they can.
//: ended = ["cpu-limit", "wall-limit", "idle"]
//: limits = {wall_s = 0.6}
#include <csignal>
#include <ctime>
#include <initializer_list>
#include <sys/time.h>
#include <unistd.h>
static void nothing(int) {}
int main() {
    for (int number : {SIGALRM, SIGVTALRM, SIGPROF}) signal(number, nothing);
    itimerval often = {{0, 1}, {0, 1}};
    for (int kind : {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF}) setitimer(kind, &often, nullptr);
    timer_t timer;
    itimerspec fast = {{0, 1000}, {0, 1000}};
    for (int i = 0; i < 1000; i++)
        if (timer_create(CLOCK_MONOTONIC, nullptr, &timer) == 0)
            timer_settime(timer, 0, &fast, nullptr);
    for (;;) pause();
}
