// Options by pragma: a plugin to load, a file to write.
//: ended = ["exit", "output-limit"]
//: take = ["*"]
//: never_taken = ["stolen", "x.so"]
#pragma GCC optimize("-fplugin=/box/x.so", "fplugin=/box/x.so", "O2,-fdump-tree-all=/box/stolen")
#pragma GCC plugin "/box/x.so"
#pragma GCC push_options
#pragma GCC target("avx2")
__attribute__((optimize("-fplugin=/box/x.so"))) int inner() { return 0; }
int main() { return inner(); }
