"""Write the guide's pages *reliability* and *performance* from what the tests have left: python -m tests.pages.

`tests/promises.toml` has the promises and the tests that hold them, `tests/figures/` the figures of long runs and of
`python -m tests.benchmarks --json tests/figures/performance.json`. A test fails where a page is another.
"""

from tests.pages.made import pages

if __name__ == "__main__":
    for path, text in pages().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(path)
