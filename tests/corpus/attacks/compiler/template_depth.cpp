// Templates without end, each with a message.
//: ended = ["memory-limit", "cpu-limit", "exit", "output-limit"]
//: fails = true
template <class Type> struct Deeper { typename Deeper<Type *>::type member; };
Deeper<int> deeper;
int main() {}
