# What a program would do to reach anything: names, addresses, interfaces.
#: ended = ["exit"]
#: says = ["all tried"]
import os
import socket

attempts = [
    lambda: socket.create_connection(("127.0.0.1", 5432), 1),
    lambda: socket.create_connection(("::1", 6379), 1),
    lambda: socket.create_connection(("169.254.169.254", 80), 1),
    lambda: socket.getaddrinfo("example.org", 80),
    lambda: socket.if_nameindex(),
    lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW),
    lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
    lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM),
    lambda: socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET),
    lambda: os.open("/dev/net/tun", os.O_RDWR),
]
for number, attempt in enumerate(attempts):
    try:
        print("ESCAPED", number, attempt())
    except OSError:
        pass
with open("/proc/net/dev") as file:
    for line in file.read().splitlines()[2:]:
        if not line.strip().startswith("lo:"):
            print("ESCAPED an interface:", line)
for name in ("tcp", "udp", "unix"):
    with open(f"/proc/net/{name}") as file:
        for line in file.read().splitlines()[1:]:
            # A unix socket without a name is nobody's to reach: the guard's and this program's.
            if name != "unix" or len(line.split()) > 7:
                print("ESCAPED", name, line)
print("all tried")
