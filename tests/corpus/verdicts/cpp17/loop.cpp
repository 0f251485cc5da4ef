int main() {
    for (volatile int n = 0;; n = n + 1) {
    }
}
