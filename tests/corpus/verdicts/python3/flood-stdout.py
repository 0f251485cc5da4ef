while True:
    print("more and more")
