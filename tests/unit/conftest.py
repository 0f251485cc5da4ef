"""How hypothesis works here: without a time limit, which a busy machine would break by itself."""

import hypothesis

hypothesis.settings.register_profile("unit", deadline=None)
hypothesis.settings.load_profile("unit")
