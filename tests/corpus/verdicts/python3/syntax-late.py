# Its own source can be read; what it makes of its input cannot.
a, b = map(int, input().split())
eval("a + + * b")
