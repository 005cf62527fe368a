# SPDX-License-Identifier: GPL-2.0-only
"""
The shell and the programs: each case is a line for the shell, what it must print, and its status.
All cases run in one guest, one after the other. Expected output in /.../ is a regular expression.
"""

import re

from samepage.guest import Guest

CASES = [
    # The shell's language
    ("echo a  b   c", "a b c\n", 0),
    ("echo 'a  b' \"c  d\" e\\ \\ f", "a  b c  d e  f\n", 0),
    ("echo one; echo two", "one\ntwo\n", 0),
    ("true && echo yes; false && echo no; false || echo or; true || echo nor", "yes\nor\n", 0),
    ("false; echo $?; true; echo $?", "1\n0\n", 0),
    ("/tests/ends exit 42; echo $?", "42\n", 0),
    ("/tests/ends signal 15; echo $?", "Terminated\n143\n", 0),
    ("no-such-program; echo $?", "sh: no-such-program: not found\n127\n", 0),
    ("exit 7", "", 7),
    ("X=one; Y='two  words'; echo $X \"$Y\" ${X}s '$X'", "one two  words ones $X\n", 0),
    ("X=1 /tests/ends env X; /tests/ends env X", "1\n(unset)\n", 0),
    ("export X=2; /tests/ends env X", "2\n", 0),
    ("echo a # comment", "a\n", 0),
    ("sh -c 'echo $0 $1 $2' name x y", "name x y\n", 0),
    ("cd /tmp; pwd; cd /; pwd; cd /no/where 2> /dev/null; echo $?", "/tmp\n/\n1\n", 0),
    # Redirection and pipes
    ("echo a > /tmp/f; echo b >> /tmp/f; cat < /tmp/f; rm /tmp/f", "a\nb\n", 0),
    ("echo a | cat | cat | cat", "a\n", 0),
    ("/tests/ends lines 500 | cat > /tmp/f; cat /tmp/f | cat > /tmp/g; rm /tmp/f; "
     "ls /tmp; rm /tmp/g", "g\nshm\n", 0),
    ("true | false; echo $?; false | true; echo $?", "1\n0\n", 0),
    ("ls /nowhere 2> /tmp/e; echo $?; cat /tmp/e; rm /tmp/e",
     "1\nls: /nowhere: No such file or directory\n", 0),
    ("ls /nowhere 2>&1 | cat", "ls: /nowhere: No such file or directory\n", 0),
    ("cat < /nowhere; echo $?", "sh: /nowhere: No such file or directory\n1\n", 0),
    # Jobs
    ("sleep 1000 & kill $!; wait; echo waited", "waited\n", 0),
    ("/tests/ends exit 3 & wait $!; echo $?", "3\n", 0),
    ("echo $$; echo $$ | cat; cat /proc/$$/stat", r"/(\d+)\n\1\n\1 \(sh\) .*\n/", 0),
    ("kill x; echo $?; kill; kill -l; echo $?", "kill: x: not a process number\n1\n"
     + 2 * "sh: usage: kill [-SIGNAL] PID...: /bin/kill -l lists signals\n" + "1\n", 0),
    # Files
    ("mkdir /tmp/d; echo x > /tmp/d/f; ls /tmp/d; rm /tmp/d/f; rmdir /tmp/d; ls /tmp",
     "f\nshm\n", 0),
    ("ls -l /tmp/shm", r"/-rw-r--r-- .* 0 .* /tmp/shm\n/", 0),
    ("uname", "Samepage\n", 0),
    ("id", "/uid=0 gid=0.*\n/", 0),
    ("runas 1000 id", "/uid=1000 .*\n/", 0),
    ("ps", r"/ +PID +PPID.*\n(.*\n)* +1 +0 .*init\n(.*\n)*.* ps\n/", 0),
    ("free", r"/(.*\n)*KiB +\d+ +\d+ +\d+\n(.*\n)*/", 0),
    ("kill -9 99999; echo $?", "kill: 99999: No such process\n1\n", 0),
    ("strace /tests/ends exit 4; echo $?", r"/(.*\n)*exit_group\(4\)(.*\n)*4\n/", 0),
    # Segments
    ("process_a; process_b", "Hello World\n", 0),
    ("ipcs -m", r"/(.*\n)*0x66[0-9a-f]{6} +\d+ +0 +666 +128 +0 *\n(.*\n)*/", 0),
    ("process_a; echo $?", "process_a: shmget: File exists\n1\n", 0),
    ("runas 1000 process_b", "Hello World\n", 0),
    ("runas 1000 ipcrm -a; ipcs -m", r"/(.*\n)*0x66(.*\n)*/", 0),
    ("ipcrm -a; ipcs -m", r"/(?!(.*\n)*0x66)(.*\n)*/", 0),
    ("ipcrm -m 99; echo $?", "ipcrm: invalid id (99)\n1\n", 0),
    ("process_b; echo $?", "process_b: shmget: No such file or directory\n1\n", 0),
    ("ipcrm -a; ipcs -u", r"/(.*\n)*segments allocated 0\npages allocated 0\n(.*\n)*/", 0),
    ("ipcs -l", r"/(.*\n)*max number of segments = 128\nmax seg size \(kbytes\) = 32768\n(.*\n)*/",
     0),
    ("pmap $$", r"/(.*\n)*[0-9a-f-]{17} +\d+ KiB +r-xp.*\n +.*frame 0x[0-9a-f]+(.*\n)*/", 0),
    ("pmap 9999; echo $?", "pmap: there is no process 9999\n1\n", 0),
]


def test_shell(group, build):
    files = [(f"/case/{n}", line.encode() + b"\n") for n, (line, _, _) in enumerate(CASES)]
    script = "".join(f"echo @@ {n}; sh /case/{n}; echo @@ status $?; "
                     for n in range(len(CASES)))
    files.append(("/case/all", script.replace("; ", "\n").encode()))
    result = Guest("sh /case/all", build=build, files=files, tests=True).run(timeout=120)
    output = result.output.decode(errors="replace")
    for n, (line, expected, status) in enumerate(CASES):
        found = re.search(rf"^@@ {n}\n(.*?)^@@ status (\d+)\n", output, re.M | re.S)
        if not found:
            group.ok(False, f"{line}: it ends", result.reason or "")
            continue
        got, end = found.group(1), int(found.group(2))
        if expected.startswith("/") and expected.endswith("/"):
            good = re.fullmatch(expected[1:-1], got)
        else:
            good = got == expected
        group.ok(good and end == status, line,
                 f"  expected {expected!r}, status {status}\n  got      {got!r}, status {end}")
