// What `timeout` exits with is a code like any other.
int main() { return 124; }
