#include <cstdio>

int main() {
    int a, b;
    if (scanf("%d %d", &a, &b) != 2) return 9;
    printf("%d %d", a + b, a * b);
}
