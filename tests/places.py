"""Real places for a site: an ssh server of Debian's for rsync, a server that speaks S3, and a look at what lies there."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AWS = {
    "AWS_ACCESS_KEY_ID": "canary-id",
    "AWS_SECRET_ACCESS_KEY": "canary-secret",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_MAX_ATTEMPTS": "1",
}


@contextmanager
def s3_server() -> Iterator[str]:
    """Run a server that speaks S3; give its address."""
    from moto.server import ThreadedMotoServer

    with pytest.MonkeyPatch.context() as patch:
        for name, value in AWS.items():
            patch.setenv(name, value)
        server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        server.start()
        yield "http://{}:{}".format(*server.get_host_and_port())
        server.stop()


@contextmanager
def ssh_server(folder: Path) -> Iterator[tuple[int, str]]:
    """Run a real ssh server for this user on a free port; give the port and the command that reaches it."""
    server = shutil.which("sshd", path="/usr/sbin:/usr/bin") or ""
    if not server or not shutil.which("rsync"):
        missing("rsync or sshd (Debian: rsync, openssh-server)")
    Path("/run/sshd").mkdir(exist_ok=True)
    for name in ("host", "user"):
        key = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(key, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "HostKey": folder / "host",
        "AuthorizedKeysFile": folder / "user.pub",
        "ListenAddress": "127.0.0.1",
        "PidFile": "none",
        "StrictModes": "no",
        "UsePAM": "no",
        "PermitRootLogin": "prohibit-password",
    }
    given = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
    command = [server, "-D", "-f", "/dev/null", "-p", str(port), *given]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        known = f"-o StrictHostKeyChecking=no -o UserKnownHostsFile={folder / 'known'} -o LogLevel=ERROR"
        yield (
            port,
            f"ssh -F none -o BatchMode=yes -o IdentitiesOnly=yes -o IdentityAgent=none -i {folder / 'user'} {known}",
        )
        process.terminate()


@contextmanager
def shown(look: Callable[[str], bytes | None]) -> Iterator[str]:
    """Serve what lies somewhere as a web host would, `index.html` for a folder; give the address."""

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.lstrip("/")
            data = look(f"{name}index.html" if not name or name.endswith("/") else name)
            self.send_response(200 if data is not None else 404)
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
