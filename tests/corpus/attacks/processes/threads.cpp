// A hundred thousand threads.
//: ended = ["process-limit", "exit", "cpu-limit"]
//: forks_refused = true
//: never = ["100000 threads"]
#include <cstdio>
#include <pthread.h>
#include <unistd.h>
static void *sleeper(void *) {
    pause();
    return nullptr;
}
int main() {
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 16384);
    int started = 0;
    for (pthread_t thread; started < 100000 && !pthread_create(&thread, &small, sleeper, nullptr);)
        started++;
    printf("%d threads\n", started);
    _exit(0);
}
