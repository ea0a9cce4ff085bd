# SPDX-License-Identifier: Apache-2.0
"""The schema against an independent validator.

The loader interprets docs/patron-pack.schema.json itself; here python's jsonschema reads
the same file. Both must agree: every example is valid, a pack refused for its shape is
invalid, and one refused later (a name, or a part that is not built) has a valid shape.
The first line of a refused pack says what the loader answers: "// stage path: message".
"""

import json
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "docs" / "patron-pack.schema.json"
EXAMPLES = sorted((ROOT / "examples" / "packs").glob("*.json"))
REFUSED = sorted((ROOT / "tests" / "rules" / "refused").glob("*.json"))

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")


def plain(text):
    """JSON without comments and trailing commas."""
    out, i = [], 0
    while i < len(text):
        if text[i] == '"':
            end = i + 1
            while text[end] != '"':
                end += 2 if text[end] == "\\" else 1
            out.append(text[i : end + 1])
            i = end + 1
        elif text.startswith("//", i):
            i = text.find("\n", i)
        elif text.startswith("/*", i):
            i = text.find("*/", i) + 2
        elif text[i] in "]}":
            while out and out[-1].isspace():
                out.pop()
            if out and out[-1] == ",":
                out.pop()
            out.append(text[i])
            i += 1
        else:
            out.append(text[i])
            i += 1
    return "".join(out)


def no_duplicates(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError("duplicate key")
    return dict(pairs)


def read(path):
    return json.loads(plain(path.read_text("utf-8")), object_pairs_hook=no_duplicates)


@pytest.fixture(scope="module")
def validator():
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_there_is_something_to_check():
    assert len(EXAMPLES) >= 2
    assert len(REFUSED) >= 50


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_has_the_shape_of_a_pack(validator, path):
    errors = validator.iter_errors(read(path))
    problems = [f"{error.json_path}: {error.message}" for error in errors]
    assert problems == []


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_the_schema_refuses_a_pack_exactly_if_its_shape_is_wrong(validator, path):
    stage = path.read_text("utf-8").split(maxsplit=2)[1]
    assert stage in {"json", "shape", "later", "names"}
    if stage == "json":
        with pytest.raises(ValueError):
            read(path)
        return
    assert validator.is_valid(read(path)) == (stage != "shape")


ONE = {"additionalProperties", "else", "if", "items", "not", "propertyNames", "then"}


def schemas(node):
    """All schemas within a schema."""
    if not isinstance(node, dict):
        return
    yield node
    for key, value in node.items():
        if key in {"properties", "$defs"}:
            for one in value.values():
                yield from schemas(one)
        elif key in {"allOf", "anyOf", "oneOf", "prefixItems"}:
            for one in value:
                yield from schemas(one)
        elif key in ONE:
            yield from schemas(value)


def test_the_reference_names_everything_that_is_reserved():
    page = (ROOT / "docs" / "rule-pack.md").read_text("utf-8")
    reserved = page.split("## 7. Reserved")[1]
    for schema in schemas(json.loads(SCHEMA.read_text("utf-8"))):
        for name, one in schema.get("properties", {}).items():
            if one.get("x-later") is True:
                assert f"`{name}`" in reserved
            elif isinstance(one.get("x-later"), list):
                assert all(f"`{value}`" in reserved for value in one["x-later"])


def test_what_is_marked_as_later_exists():
    for schema in schemas(json.loads(SCHEMA.read_text("utf-8"))):
        later = schema.get("x-later", True)
        if isinstance(later, list):
            assert set(later) <= set(schema["enum"])
        else:
            assert later is True
