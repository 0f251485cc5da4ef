// Files of the compiler's own where it did not mean to write, by the assembler.
//: ended = ["exit"]
//: take = ["*"]
//: never_taken = ["stolen"]
asm(".file \"/etc/shadow\"\n.section .interp,\"a\"\n.string \"/box/stolen\"\n.text");
#line 1 "/etc/shadow"
int main() {}
