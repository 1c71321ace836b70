"""The page around its data: everything inside one file, and a policy that lets nothing in from outside."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Template

# In the order in which they lean on one another; all share one function's scope.
SCRIPTS = (
    "words",
    "elements",
    "knowledge",
    "shapes",
    "labels",
    "lettering",
    "grounds",
    "hits",
    "seats",
    "gestures",
    "plotsmall",
    "plotlarge",
    "canvas",
    "address",
    "trail",
    "ways",
    "filters",
    "search",
    "texts",
    "overview",
    "panel",
    "table",
    "viewer",
)
VIS = "templates/lib/vis-9.1.2/vis-network.min.js"  # inside pyvis; Apache-2.0 or MIT


def fill_template(record: dict[str, Any], *, title: str) -> str:
    """Fill the page's template.

    Args:
        record: Plain values, as `record_knowledge` gives them; shown as text, never as markup.
        title: Of the page.
    """
    from markupsafe import Markup  # noqa: PLC0415 - heavy

    library, viewer = quell_script(read_library()), quell_script(join_scripts("frompage"))
    # S704: all three are ours or escaped for a script element.
    return _load_template().render(
        title=title.encode("utf-8", "replace").decode("utf-8"),  # a lone surrogate cannot be written
        policy=write_policy(library, viewer),
        style=Markup(read_style()),  # noqa: S704
        data=Markup(write_json(record)),  # noqa: S704
        library=Markup(library),  # noqa: S704
        viewer=Markup(viewer),  # noqa: S704
    )


def fill_served(*, title: str, style: str, library: str, viewer: str) -> str:
    """The page of a viewer that has its data from a server: style sheet and scripts by their addresses."""
    return _load_template().render(title=title, policy=None, style=style, library=library, viewer=viewer)


def join_scripts(source: str) -> str:
    """The viewer's script; `source` names the part that fetches the data, `frompage` or `fromserver`."""
    assets = files("kg").joinpath("data/viewer")
    parts = [assets.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in (source, *SCRIPTS)]
    kind = "async " if source == "fromserver" else ""
    return f"({kind}() => {{\n'use strict';\n" + "\n".join(parts) + "\n})();\n"


def read_style() -> str:
    """The viewer's style sheet."""
    return files("kg").joinpath("data/viewer/viewer.css").read_text(encoding="utf-8")


def write_json(record: Any) -> str:  # noqa: ANN401 - any plain value
    """JSON that neither ends a script element nor opens a tag, comment or entity, whatever its strings hold."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # Lone surrogates cannot be encoded as UTF-8; line and paragraph separators end a line of old scripts.
    return re.sub("[<>&\u2028\u2029\ud800-\udfff]", lambda found: f"\\u{ord(found.group()):04x}", text)


def quell_script(source: str) -> str:
    """Script source without anything that could end its element early."""
    return re.sub(r"<(?=/script|!--|script)", r"\\x3c", source, flags=re.IGNORECASE)


def write_policy(*scripts: str) -> str:
    """Content security policy: these scripts and no others, nothing fetched, sent or framed."""
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii") for script in scripts]
    allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def read_library() -> str:
    """The library that draws small graphs."""
    source = files("pyvis").joinpath(VIS).read_text(encoding="utf-8")
    return re.sub(r"\n//# sourceMappingURL=\S*\s*$", "\n", source)  # a file that is not there


def _load_template() -> Template:
    from jinja2 import Environment  # noqa: PLC0415 - heavy

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    path = files("kg").joinpath("data/viewer/template.html.j2")
    return environment.from_string(path.read_text(encoding="utf-8"))
