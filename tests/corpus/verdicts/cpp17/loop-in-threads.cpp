// Together they use up the time in half of it; on one core that cannot be seen from outside.
#include <thread>

void spin() {
    for (volatile int n = 0;; n = n + 1) {
    }
}

int main() {
    std::thread other(spin);
    spin();
}
