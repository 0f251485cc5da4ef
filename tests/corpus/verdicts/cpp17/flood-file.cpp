#include <cstdio>

int main() {
    FILE* file = fopen("out.txt", "w");
    while (file) fputs("more and more\n", file);
    return 9;
}
