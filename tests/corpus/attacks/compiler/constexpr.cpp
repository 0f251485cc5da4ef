// A computation for the compiler to do.
//: ended = ["cpu-limit", "exit", "memory-limit"]
//: fails = true
constexpr unsigned spin() {
    unsigned sum = 0;
    for (unsigned outer = 0; outer < 200000; outer++)
        for (unsigned inner = 0; inner < 200000; inner++) sum += inner ^ outer;
    return sum;
}
static_assert(spin() == 1);
int main() {}
