// A socket of every family and kind.
//: ended = ["exit"]
//: says = ["all tried", "unix works"]
#include "attack.h"
#include <sys/socket.h>
int main() {
    for (int family = 0; family < 64; family++)
        for (int kind : {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET})
            for (int protocol : {0, 1, 6, 17, 255}) {
                int one = socket(family, kind, protocol), pair[2];
                if (family != AF_UNIX && one >= 0)
                    printf("ESCAPED family %d kind %d\n", family, kind);
                if (one >= 0) close(one);
                if (socketpair(family, kind, protocol, pair) == 0) {
                    if (family != AF_UNIX) printf("ESCAPED pair of family %d\n", family);
                    close(pair[0]), close(pair[1]);
                }
            }
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0) puts("unix works");
    return finish();
}
