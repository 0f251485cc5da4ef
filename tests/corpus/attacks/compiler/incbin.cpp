// A file of the host, put into the program by the assembler.
//: ended = ["exit"]
//: exit_code = 1
//: take = ["*"]
//: patch = {"@SECRET@" = "secret"}
asm(".data\nstolen: .incbin \"@SECRET@\"\n.incbin \"/etc/shadow\"\n.include \"/etc/shadow\"");
int main() {}
