"""What the keeper calls, on an instance whose database is PostgreSQL."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.system, pytest.mark.scaled]


def test_import_doctor_export_backup_and_restore_work_on_postgresql(
    own_postgresql: str, tmp_path: Path
) -> None:
    def call(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", "from groundswell.cli import main; main()", *words],
            cwd=tmp_path,
            env={
                **os.environ,
                "GROUNDSWELL_DATABASE": own_postgresql,
                "GROUNDSWELL_DATA_DIR": "data",
                "GROUNDSWELL_WEB_PORT": "0",
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    rows = "".join(f"2026-03-02T12:{minute:02d}:00Z,instagram,{minute}\n" for minute in range(0, 60, 15))
    (tmp_path / "counts.csv").write_text("at,service,reports\n" + rows)
    assert "the database answers" in call("doctor", "--json")
    assert call("import", "counts.csv", "--new") == "accepted 90\n"
    stores = {check["name"]: check for check in json.loads(call("doctor", "--json"))}
    assert stores["database"]["words"].startswith("PostgreSQL")
    lines = call("export", "--reports", "--since", "2026-03-02", "--until", "2026-03-03").splitlines()
    assert [json.loads(line).get("count", 1) for line in lines] == [0, 15, 30, 45]
    call("backup", "copy.tar.zst")
    assert (tmp_path / "copy.tar.zst").stat().st_size > 0
    told = call("restore", "copy.tar.zst", "--data-dir", "again")
    assert (tmp_path / "again" / "journal.db").exists() or list((tmp_path / "again").iterdir()), told
