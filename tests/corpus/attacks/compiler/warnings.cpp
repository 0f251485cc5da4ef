// The same by warnings that it asks for.
//: ended = ["output-limit", "exit", "cpu-limit"]
//: stderr_at_most = 65536
#define W1 _Pragma("message \"a message that is as long as it can be, and then again as long\"")
#define W2 W1 W1 W1 W1 W1 W1 W1 W1
#define W3 W2 W2 W2 W2 W2 W2 W2 W2
#define W4 W3 W3 W3 W3 W3 W3 W3 W3
#define W5 W4 W4 W4 W4 W4 W4 W4 W4
W5 int main() {}
