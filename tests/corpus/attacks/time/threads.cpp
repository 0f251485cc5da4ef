// Four threads: the limit is on what they use together.
//: ended = ["cpu-limit"]
//: cpu_at_most = 0.5
#include <pthread.h>
static void *spin(void *) {
    for (volatile unsigned i = 0;; i = i + 1) {}
}
int main() {
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 65536);
    pthread_t thread;
    for (int i = 0; i < 3; i++)
        if (pthread_create(&thread, &small, spin, nullptr)) return 3;
    spin(nullptr);
}
