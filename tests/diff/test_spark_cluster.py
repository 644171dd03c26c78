"""Spark as it runs elsewhere: a master and two workers, each a process of its own, started and stopped here."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import parts
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tracker

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

LOCALHOST = "127.0.0.1"
BRIEF = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
"""Options of a Java that lives for seconds: half its time would go into compiling for a longer life, and much of the rest
into looking through classes that came with Spark."""

PATIENCE = 90
"""Seconds after which a process that says nothing is given up."""


class Process:
    """One of Spark's own processes, with what it said so far."""

    def __init__(self, folder, name, *words):
        import pyspark

        home = Path(pyspark.__file__).parent
        self.log = folder / f"{name}.log"
        environment = {
            **os.environ,
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": LOCALHOST,
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": BRIEF,
            "SPARK_LAUNCHER_OPTS": BRIEF,
            "SPARK_WORKER_DIR": str(folder / "work"),
        }
        command = [home / "bin" / "spark-class", f"org.apache.spark.deploy.{name.split('-')[0]}", *words]
        with self.log.open("wb") as said:
            self.process = subprocess.Popen(
                [*map(str, command), "--host", LOCALHOST, "--port", "0", "--webui-port", "0"],
                stdout=said, stderr=said, env=environment, start_new_session=True,
            )  # fmt: skip

    def said(self, pattern):
        """What a pattern finds in the log, once it does."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            if found := re.findall(pattern, self.log.read_text(errors="replace")):
                return found
            time.sleep(0.1)
        raise AssertionError(f"{pattern} is not said by:\n{self.log.read_text(errors='replace')[-2000:]}")

    def stop(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def cluster(tmp_path):
    """Address of a master with two workers of a core each, and the master itself."""
    pytest.importorskip("pyspark", reason="Spark is not installed: install Java, then make clean setup")
    if parts.JAVA.path is None:
        pytest.skip(parts.JAVA.missing)
    running = [Process(tmp_path, "master.Master")]
    try:
        (address,) = running[0].said(r"Starting Spark master at (spark://\S+)")
        small = ("--cores", "1", "--memory", "1g")
        running += [Process(tmp_path, f"worker.Worker-{n}", *small, address) for n in (1, 2)]
        for worker in running[1:]:
            worker.said("Successfully registered with master")
        yield address, running[0]
    finally:
        for process in reversed(running):
            process.stop()
    assert all(process.process.poll() is not None for process in running)


def test_two_workers_write_the_change_list_that_duckdb_writes(cluster, tmp_path):
    address, master = cluster
    schema = pa.schema([("iso", pa.string()), ("n", pa.int64()), ("level", pa.string()), ("real", pa.float64())])
    old = [{"iso": f"C{i:03}", "n": i % 3, "level": "open", "real": i / 4} for i in range(600)]
    new = [dict(row, level="barred" if i % 7 == 0 else row["level"]) for i, row in enumerate(old[5:])]
    new += [{"iso": "NEW", "n": 1, "level": None, "real": None}]
    for name, rows in (("a", old), ("b", new)):
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), tmp_path / f"{name}.parquet")
    a, b = tmp_path / "a.parquet", tmp_path / "b.parquet"
    line = ["diff", a, b, "--key", "iso,n", "--engine", "spark", "--master", address]
    line += ["--output", tmp_path / "spark", "--format", "parquet"]
    conf = {"spark.driver.host": LOCALHOST, "spark.driver.bindAddress": LOCALHOST, "spark.executor.memory": "512m",
            "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "4"}  # fmt: skip
    conf |= {f"spark.{part}.extraJavaOptions": f"'{BRIEF}'" for part in ("driver", "executor")}
    options = " ".join(f"--conf {name}={value}" for name, value in conf.items())
    done = subprocess.run(
        [sys.executable, "-m", "tracker", *map(str, line)],
        env={**os.environ, "PYSPARK_SUBMIT_ARGS": f"{options} pyspark-shell", "SPARK_LAUNCHER_OPTS": BRIEF},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr[-2000:]
    found = tracker.diff(a, b, key="iso,n", output=tmp_path / "duck.parquet", output_format="parquet")
    assert found.counts.rows > 80
    spark, duck = (sorted(map(repr, pq.read_table(tmp_path / name).to_pylist())) for name in ("spark", "duck.parquet"))
    assert spark == duck
    # Both had a part in it.
    assert len(set(master.said(r"Launching executor \S+ on worker (\S+)"))) == 2
