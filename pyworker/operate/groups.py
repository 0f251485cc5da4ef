"""A command with subcommands that lists when it is given none, and examples in its help."""

from collections.abc import Sequence

import click


class Listing(click.Group):
    """``pyworker retries --queue low`` is ``pyworker retries list --queue low``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = set(ctx.help_option_names)
        if not args or (args[0].startswith("-") and not own & set(args)):
            args = ["list", *args]
        return super().parse_args(ctx, args)


def epilog(examples: Sequence[tuple[str, str]]) -> str:
    """Return examples as a help text's end."""
    width = max(len(command) for command, _ in examples)
    lines = [f"  {command:<{width}}  {what}" for command, what in examples]
    return "\b\nExamples:\n" + "\n".join(lines)
