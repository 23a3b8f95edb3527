"""``zeren packs``: the packs at hand, checked, tried by their examples, held against catalogues, compared."""

from __future__ import annotations

import typer

from zeren.cli.packs import comparing, covering, listing, reading, testing


def add(app: typer.Typer) -> None:
    """Register the subcommands."""
    packs = typer.Typer(no_args_is_help=True, help="法规包：列表、检查、试例、覆盖、比较、格式")
    packs.command("list", help="现有法规包及其版本、施行日、抵触")(listing.list_packs)
    packs.command("check", help="检查法规包文件，逐条指出问题所在")(listing.check)
    packs.command("test", help="运行法规包的例子；--prove 逐项改动，看例子是否察觉")(testing.test)
    packs.command("coverage", help="对照目录：各条如何承载、缺什么、哪些没有例子证明")(covering.coverage)
    packs.command("readings", help="条文未定之处的各种读法，现用哪一种；--use 改用")(reading.readings)
    packs.command("diff", help="两个版本之间的增删改")(comparing.diff)
    packs.command("schema", help="写出或核对 JSON Schema")(listing.schema)
    app.add_typer(packs, name="packs")
