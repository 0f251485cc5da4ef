// Code without end, from a line.
//: ended = ["output-limit", "exit", "memory-limit", "cpu-limit", "wall-limit"]
//: fails = true
asm(".rept 1000000000\nnop\n.endr");
int main() {}
