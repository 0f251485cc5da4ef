# Raises every limit of its own.
#: ended = ["exit"]
#: says = ["all tried"]
import resource

for name in dir(resource):
    if not name.startswith("RLIMIT_"):
        continue
    kind = getattr(resource, name)
    soft, hard = resource.getrlimit(kind)
    for wanted in (resource.RLIM_INFINITY, hard + 1 if hard >= 0 else hard):
        try:
            resource.setrlimit(kind, (wanted, wanted))
        except (OSError, ValueError):
            continue
        if hard != resource.RLIM_INFINITY:
            print("ESCAPED", name)
print("all tried")
