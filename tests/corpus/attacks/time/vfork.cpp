// A child that keeps its parent from running, and so from ever being asked.
//: ended = ["idle"]
//: limits = {wall_s = 0.3}
//: wall_at_most = 2.0
#include <unistd.h>
int main() {
    if (vfork() == 0)
        for (;;) pause();
}
