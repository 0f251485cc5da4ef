// A device without end, by the assembler.
//: ended = ["exit", "memory-limit", "cpu-limit", "output-limit", "wall-limit"]
//: fails = true
asm(".incbin \"/dev/zero\"");
int main() {}
