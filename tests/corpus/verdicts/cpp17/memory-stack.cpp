// The stack may be as large as all memory: it is used up, page by page.
int down(int depth) {
    volatile char frame[1024];
    frame[0] = static_cast<char>(depth);
    return down(depth + 1) + frame[0];
}

int main() { return down(0); }
