// A program of gigabytes, from a line.
//: ended = ["output-limit", "exit", "memory-limit", "cpu-limit", "wall-limit"]
//: fails = true
//: written_at_most_mib = 65
int array[1 << 28] = {1};
int main() {}
