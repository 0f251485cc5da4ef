// One file that never ends.
//: ended = ["output-limit"]
//: over = "file"
#include "attack.h"
int main() {
    static char block[1 << 16];
    int file = open("large", O_WRONLY | O_CREAT, 0600);
    while (write(file, block, sizeof block) > 0) {}
    return 3;
}
