"""Runs the tests of this folder and writes what came of them as GoogleTest does.

usage: e2e TOCSIN TOCSIN-EMULATOR [WORD…]        (e2e_short: the small subset)

A WORD selects the tests whose name contains it.  With GTEST_OUTPUT=xml:DIR/ the results stand in
DIR/PROGRAM.xml, where scripts/test counts them.  A test's name is its method's in CamelCase, since
it is a sentence: test_a_bad_reload_keeps_the_old → ABadReloadKeepsTheOld.
"""

import os
import pathlib
import sys
import time
import unittest
from xml.sax.saxutils import quoteattr

HERE = pathlib.Path(__file__).resolve().parent


class Results(unittest.TextTestResult):
    """Remembers each test's fate and time."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.fates = []
        self._began = 0.0

    def startTest(self, test):
        super().startTest(test)
        self._began = time.monotonic()
        self._problem = None
        self._skip = None

    def addError(self, test, err):
        super().addError(test, err)
        self._note(test, err)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._note(test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._note(test, err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._skip = reason

    def _note(self, test, err):
        text = f"{err[0].__name__}: {err[1]}".strip()
        if not isinstance(test, unittest.TestCase) or not hasattr(test, "_testMethodName"):
            # setUpClass failed: no test of it was started.
            self.fates.append((type(test).__name__, str(test), text, None, 0.0))
            return
        self._problem = self._problem or text

    def stopTest(self, test):
        super().stopTest(test)
        self.fates.append((type(test).__name__, sentence(test), self._problem, self._skip,
                           time.monotonic() - self._began))


def sentence(test):
    words = test.id().rsplit(".", 1)[-1].removeprefix("test_").split("_")
    return "".join(word[:1].upper() + word[1:] for word in words)


def as_xml(fates, program):
    lines = ['<?xml version="1.0" encoding="UTF-8"?>',
             f'<testsuites tests="{len(fates)}" name={quoteattr(program)}>',
             f'  <testsuite name={quoteattr(program)} tests="{len(fates)}">']
    for group, name, problem, skip, seconds in fates:
        head = (f"    <testcase name={attribute(name)} status=\"run\" "
                f"time=\"{seconds:.3f}\" classname={attribute(group)}")
        if problem is not None:
            lines += [head + ">", f"      <failure message={attribute(problem[:2000])}/>",
                      "    </testcase>"]
        elif skip is not None:
            lines += [head + ">", f"      <skipped message={attribute(skip)}/>", "    </testcase>"]
        else:
            lines.append(head + " />")
    return "\n".join(lines + ["  </testsuite>", "</testsuites>", ""])


def attribute(text):
    """Quoted by ", whatever stands in it, and on one line: scripts/test reads it with awk."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return quoteattr(printable, {'"': "&quot;"})


def flatten(suite):
    for part in suite:
        if isinstance(part, unittest.TestSuite):
            yield from flatten(part)
        else:
            yield part


def main(program, pattern):
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    os.environ["TOCSIN_PROGRAM"] = os.path.abspath(sys.argv[1])
    os.environ["TOCSIN_EMULATOR_PROGRAM"] = os.path.abspath(sys.argv[2])
    sys.path.insert(0, str(HERE))
    words = sys.argv[3:]
    suite = unittest.TestLoader().discover(str(HERE), pattern=pattern, top_level_dir=str(HERE))
    chosen = [test for test in flatten(suite)
              if not words or any(word in test.id() for word in words)]
    result = unittest.TextTestRunner(sys.stdout, verbosity=2, resultclass=Results).run(
        unittest.TestSuite(chosen))
    output = os.environ.get("GTEST_OUTPUT", "")
    if output.startswith("xml:"):
        path = output.removeprefix("xml:")
        if path.endswith("/"):
            os.makedirs(path, exist_ok=True)
            path += program + ".xml"
        with open(path, "w", encoding="utf-8") as file:
            file.write(as_xml(result.fates, program))
    return 0 if result.wasSuccessful() else 1
