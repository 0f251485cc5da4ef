// More than can be taken: one file, sparse, within the size of a file, and many that add up.
//: ended = ["exit"]
//: take = ["*"]
//: take_bytes = 300000
//: taken_at_most_mib = 1
//: limits = {file_bytes = 1048576}
#include "attack.h"
int main() {
    static char block[10000];
    if (ftruncate(open("sparse", O_RDWR | O_CREAT, 0600), 1 << 20)) return 3;
    for (int i = 0; i < 100; i++) {
        char name[16];
        snprintf(name, sizeof name, "%03d", i);
        if (write(open(name, O_WRONLY | O_CREAT, 0600), block, sizeof block) < 0) return 4;
    }
}
