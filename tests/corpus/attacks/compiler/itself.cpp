// Includes itself, twice.
//: ended = ["exit", "cpu-limit", "memory-limit", "output-limit"]
//: fails = true
#include __FILE__
#include __FILE__
int main() {}
