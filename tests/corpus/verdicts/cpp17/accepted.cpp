#include <cstdio>

int main() {
    int a, b;
    if (scanf("%d %d", &a, &b) != 2) return 9;
    printf("%d\n%d\n", a + b, a * b);
}
