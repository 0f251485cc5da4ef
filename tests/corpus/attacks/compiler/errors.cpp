// Errors without end.
//: ended = ["output-limit", "exit", "cpu-limit"]
//: fails = true
//: stderr_at_most = 65536
#define E1 @ x; @ y; undeclared(z); $
#define E2 E1 E1 E1 E1 E1 E1 E1 E1
#define E3 E2 E2 E2 E2 E2 E2 E2 E2
#define E4 E3 E3 E3 E3 E3 E3 E3 E3
int main() { E4 E4 E4 E4 }
