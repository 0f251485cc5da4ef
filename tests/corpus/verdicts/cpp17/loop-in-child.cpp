#include <sys/wait.h>
#include <unistd.h>

int main() {
    if (fork() == 0)
        for (volatile int n = 0;; n = n + 1) {
        }
    wait(nullptr);
}
