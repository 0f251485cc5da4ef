// Refused a process, but it does without.
#include <cstdio>
#include <unistd.h>

int main() {
    int a, b;
    if (scanf("%d %d", &a, &b) != 2) return 9;
    for (int child = 0; child >= 0;) {
        child = fork();
        if (child == 0) {
            pause();
            _exit(0);
        }
    }
    printf("%d\n%d\n", a + b, a * b);
}
