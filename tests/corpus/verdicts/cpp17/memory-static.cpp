#include <cstddef>

char field[512 << 20];

int main() {
    volatile char* each = field;
    for (size_t i = 0; i < sizeof field; i += 4096) each[i] = 1;
}
