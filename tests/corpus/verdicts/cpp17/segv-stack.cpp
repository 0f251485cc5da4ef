// One frame larger than the stack may be.
int main() {
    volatile char frame[512 << 20];
    frame[0] = 1;
    return frame[0];
}
