#include <cstdio>

int main() {
    for (;;) fputs("more and more\n", stderr);
}
