"""The subcommands of `zimu`, one typer application a file; pipeline/cli.py mounts them."""
