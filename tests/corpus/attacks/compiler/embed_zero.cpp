// A device without end, by the assembler and by #embed.
//: ended = ["exit", "memory-limit", "cpu-limit", "output-limit", "wall-limit"]
//: fails = true
asm(".incbin \"/dev/zero\"");
char zeros[] = {
#embed "/dev/zero"
};
int main() {}
