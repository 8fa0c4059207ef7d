"""Groups of commands, one of which may be left unnamed: `heelwork audit MODEL` is `heelwork audit model MODEL`."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup


class DefaultCommand(TyperGroup):
    """A group with a command whose name may be left out: a first argument that names no command belongs to it."""

    default: str
    bare = True
    """Whether nothing at all means the default command too."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command before arguments that name none."""
        named = args[0] in (*self.commands, "--help", "-h") if args else not self.bare
        return super().parse_args(ctx, args if named else [self.default, *args])
