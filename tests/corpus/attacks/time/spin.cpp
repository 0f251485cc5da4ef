// Computes for ever.
//: ended = ["cpu-limit"]
//: cpu_at_most = 0.4
int main() {
    for (volatile unsigned i = 0;; i = i + 1) {}
}
