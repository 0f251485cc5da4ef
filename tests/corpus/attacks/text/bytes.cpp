// Output that is no text: every byte, in order, with NUL and what is no UTF-8.
//: ended = ["exit"]
//: limits = {stdout_bytes = 1048576}
//: stdout_sha256 = "b57b64b198d5d59ce5a22a9b9f25e72a7d081476d432051aa923f3dbebb90934"
#include <cstdio>
int main() {
    for (int i = 0; i < 1000; i++)
        for (int byte = 0; byte < 256; byte++) putchar(byte);
}
