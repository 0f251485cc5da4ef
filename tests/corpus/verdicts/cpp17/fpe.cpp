int main() {
    volatile int none = 0;
    return 7 / none;
}
