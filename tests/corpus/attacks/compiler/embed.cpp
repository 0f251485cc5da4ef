// The same by #embed, where the compiler has it.
//: ended = ["exit"]
//: exit_code = 1
//: patch = {"@SECRET@" = "secret"}
char stolen[] = {
#embed "@SECRET@"
};
int main() {}
