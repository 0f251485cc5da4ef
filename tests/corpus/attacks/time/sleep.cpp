// Does nothing for ever.
//: ended = ["idle"]
//: limits = {wall_s = 0.3}
//: wall_at_most = 2.0
#include <unistd.h>
int main() {
    for (;;) pause();
}
