// Right, and ends by itself, but a little over the limit each time.
#include <cstdio>
#include <ctime>

int main() {
    int a, b;
    if (scanf("%d %d", &a, &b) != 2) return 9;
    timespec used{};
    while (used.tv_nsec < 315'000'000) clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    printf("%d\n%d\n", a + b, a * b);
}
