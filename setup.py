"""What pyproject.toml cannot express: the sample portals go into the wheel, so that ``govcrawl
demo`` runs where there is no checkout."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SAMPLES = Path(__file__).parent / "samples" / "portals"


class BuildWithSamples(build_py):
    """Copies ``samples/portals`` to ``govcrawl/_samples`` of the build."""

    def run(self):
        super().run()
        if SAMPLES.is_dir() and not self.editable_mode:
            target = Path(self.build_lib) / "govcrawl" / "_samples"
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(SAMPLES, target)


setup(cmdclass={"build_py": BuildWithSamples})
