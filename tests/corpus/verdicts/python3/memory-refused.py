# More than any machine has: refused at once, with hardly any memory in use.
field = bytearray(1 << 46)
