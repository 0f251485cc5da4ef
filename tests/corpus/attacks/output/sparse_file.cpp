// A terabyte of nothing, by every way to get it.
//: ended = ["exit", "output-limit"]
//: take = ["*"]
//: taken_at_most_mib = 1
//: written_at_most_mib = 9
#include "attack.h"
int main() {
    signal(SIGXFSZ, SIG_IGN);
    int file = open("sparse", O_RDWR | O_CREAT, 0600);
    (void)!ftruncate(file, 1L << 40);
    (void)!fallocate(file, 0, 0, 1L << 40);
    (void)!fallocate(file, FALLOC_FL_KEEP_SIZE, 0, 1L << 40);
    (void)!pwrite(file, "x", 1, 1L << 40);
    (void)!ftruncate(file, 1 << 20);
}
