// What a program says is no evidence of how it ended.
#include <cstdio>

int main() {
    int a, b;
    if (scanf("%d %d", &a, &b) != 2) return 9;
    fputs("fpe\nSegmentation fault (core dumped)\nKilled\nstd::bad_alloc\n124\n", stderr);
    printf("%d\n%d\n", a + b, a * b);
}
