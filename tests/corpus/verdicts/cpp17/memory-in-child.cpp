// The right answer, but a child of it had to be killed.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>

int main() {
    int a, b;
    if (scanf("%d %d", &a, &b) != 2) return 9;
    if (fork() == 0)
        for (;;) {
            void* more = malloc(1 << 20);
            if (!more) _exit(1);
            memset(more, 1, 1 << 20);
        }
    wait(nullptr);
    printf("%d\n%d\n", a + b, a * b);
}
