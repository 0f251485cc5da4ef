// A child whose parent would be the process that guards the box.
//: ended = ["exit"]
//: says = ["all tried"]
#include "attack.h"
int main() {
    attempt("clone with CLONE_PARENT", [] { return call(SYS_clone, 0x8000 | SIGCHLD) >= 0; });
    return finish();
}
