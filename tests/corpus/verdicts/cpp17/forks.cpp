#include <unistd.h>

int main() {
    for (;;) {
        const int child = fork();
        if (child < 0) return 1;
        if (child == 0) {
            pause();
            _exit(0);
        }
    }
}
