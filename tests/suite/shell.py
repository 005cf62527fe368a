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
    # Scripts
    ("for i in a 'b c'; do echo $i; done", "a\nb c\n", 0),
    ("i=0; while [ $i -lt 3 ]; do i=$((i + 1)); echo $i; done", "1\n2\n3\n", 0),
    ("i=0; until test $i -eq 2; do i=$((i + 1)); done; echo $i", "2\n", 0),
    ("for i in 1 2 3 4; do [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done", "1\n3\n", 0),
    ("for i in 1 2; do for j in 1 2; do break 2; done; echo no; done; echo end", "end\n", 0),
    ("if false; then echo a; elif true; then echo b; else echo c; fi", "b\n", 0),
    ("if false; then echo a; fi; echo $?", "0\n", 0),
    ("case hello.c in *.h|*.s) echo h;; [g-i]*.c) echo c;; *) echo no;; esac", "c\n", 0),
    ("case '*' in '?') echo no;; \\*) echo star;; esac", "star\n", 0),
    ("f() { echo $# $2; return 3; }; f a 'b  c'; echo $?", "2 b c\n3\n", 0),
    ("f() { f; }; f 2>&1; echo $?", "sh: f: too many functions call each other\n", 2),
    ("n=5; fac() { [ $1 -le 1 ] && echo 1 && return; echo $(($1 * $(fac $(($1 - 1))))); }; fac $n",
     "120\n", 0),
    ("echo a$(echo b; echo c)d \"$(echo '1  2'; echo 3)\" `echo e`", "ab cd 1  2\n3 e\n", 0),
    ("x=$(false); echo $?; x=$(exit 7) || echo $?", "1\n7\n", 0),
    ("echo $((2 + 3 * 4)) $(( (2 + 3) * 4 )) $((7 / 2)) $((-7 % 3)) $((1 < 2 && !0))", "14 20 3 -1 1\n", 0),
    ("echo $((1 / 0)); echo $?", "sh: 1 / 0: division by zero\n1\n", 0),
    ("x=ab; echo ${x}c ${#x} ${y:-def} ${x:+set} ${y:=new} $y", "abc 2 def set new new\n", 0),
    ("sh -c 'for a in \"$@\"; do echo \"<$a>\"; done; shift; echo $1 $#' n 'a b' c", "<a b>\n<c>\nc 1\n", 0),
    ("sh -c 'echo \"$@\" x$1' n", "x\n", 0),
    ("mkdir /tmp/g; cd /tmp/g; : > b; : > a1; : > a2; : > .h; echo * a? [!a]* x* '*' \\*; "
     "cd /; echo /tmp/*/a*; rm /tmp/g/* /tmp/g/.h; rmdir /tmp/g", "a1 a2 b a1 a2 b x* * *\n/tmp/g/a1 /tmp/g/a2\n", 0),
    ("x=1; cat <<END; cat <<'END'\n$x $(echo y) \\$x\nEND\n$x\nEND", "1 y $x\n$x\n", 0),
    ("ls /etc | while read a; do echo [$a]; done; { echo 1; echo 2; } | cat; (cd /tmp; pwd); pwd",
     "[demo.sh]\n[motd]\n[tour.sh]\n1\n2\n/tmp\n/\n", 0),
    ("echo 'a b  c d' | { read x y; echo \"$y-$x\"; read x; echo $? $x; }", "b  c d-a\n1\n", 0),
    ("echo 'x=5; return 4; x=6' > /tmp/s; . /tmp/s; echo $? $x; rm /tmp/s", "4 5\n", 0),
    ("eval 'y=3;' 'echo $y'; ! true; echo $?; unset y; echo [$y]", "3\n1\n[]\n", 0),
    ("exec > /tmp/o 3>&1; echo out; echo three >&3; cat /tmp/o >&2; rm /tmp/o", "out\nthree\n", 0),
    ("[ -d /tmp -a -f /etc/motd ] && [ ! -e /no ] && [ a != b ] && test -z '' && echo yes", "yes\n", 0),
    ("[ 1 -lt x ]; echo $?; [ a; echo $?", "sh: [: not a number\n2\nsh: [: missing ]\n2\n", 0),
    ("exec true; echo no", "", 0),
    ("kill -9 $$; echo no", "Killed\n", 137),
    # Mistakes: a message with the line, and status 2
    ("( a", "sh: line 2: syntax error: missing )\n", 2),
    ("true\nif true; then\necho a", "sh: line 4: syntax error: missing fi\n", 2),
    *((f"{text}", f"sh: line 1: syntax error: {message}\n", 2) for text, message in [
        ("fi", "unexpected fi"), ("for i in a; echo", "unexpected echo"), ("echo a; ; b", "unexpected ;"),
        ("&& a", "unexpected &&"), ("a )", "unexpected )"), ("a | ; b", "unexpected ;"),
        ("f() a", "unexpected a"), ("echo >", "unexpected end of the line"),
        ("( " * 100, "too deeply nested"), ("$( " * 100, "too deeply nested")]),
    ("echo $x" + "x" * 20000, "sh: line 1: syntax error: the word is too long\n", 2),
    ("echo ${x%y}; echo $?", "sh: this is not supported in ${ }: x%y}\n1\n", 0),
    ("for i in 1 2 3 4 5 6 7 8 9 0; do x=$x$x$x$x$x$i; done; echo ${#x} > /dev/null; echo $?",
     r"/(sh: .* too long\n)+.*\n/", 0),
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
    ("mkdir /tmp/a/b 2> /dev/null; echo $?; mkdir -p /tmp/a/b/c /tmp/a; echo $?; mkdir /tmp/a 2> /dev/null; "
     "echo $?; echo /tmp/a/b/*; mkdir -p /etc/motd/x 2>&1", "1\n0\n1\n/tmp/a/b/c\nmkdir: /etc/motd/x: File exists\n", 1),
    ("touch /tmp/a/x /tmp/a/b/y; echo data > /tmp/a/x; touch /tmp/a/x; cat /tmp/a/x; cp /tmp/a/x /tmp/a/b; "
     "cat /tmp/a/b/x; cp /tmp/a/x /tmp/a/x; echo $?; cat /tmp/a/x; cp /tmp/a /tmp/z; echo $?",
     "data\ndata\ncp: /tmp/a/x: is the same file\n1\ndata\ncp: /tmp/a: is a directory\n1\n", 0),
    ("mv /tmp/a/x /tmp/a/z; mv /tmp/a/z /tmp/a/b/y /tmp/a/b/c; echo /tmp/a/* /tmp/a/b/c/*; "
     "cat /tmp/a/b/c/z; mv /no /tmp/x", "/tmp/a/b /tmp/a/b/c/y /tmp/a/b/c/z\ndata\n"
     "mv: /no to /tmp/x: No such file or directory\n", 1),
    ("cd /tmp; echo data > /tmp/a/x; ln a/x b; ln -s a/x c; cat b c; ln -s /etc/motd /etc/rc a; rm a/x; cat b; cat c; "
     "ls -l c a/motd; ln -s x c; ln b nowhere/d; rm b c a/motd a/rc", r"/data\ndata\ndata\ncat: c: No such file or directory\n"
     r"lrwx.* c -> a/x\nlrwx.* a/motd -> /etc/motd\nln: c: File exists\nln: nowhere/d to b: No such file or directory\n/", 0),
    ("rm /tmp/a 2> /dev/null; echo $?; rm -r /tmp/a; echo $?; ls /tmp; rm -r /tmp/a 2> /dev/null; echo $?; "
     "rm -rf /tmp/a; echo $?", "1\n0\nshm\n1\n0\n", 0),
    ("/tests/ends lines 20 > /tmp/l; head /tmp/l | wc; head -n 2 /tmp/l; tail -2 < /tmp/l; tail /tmp/l | wc; wc -l /tmp/l; "
     "head -n x; echo $?", "     10      40     131\nline 1 of 20\nline 2 of 20\nline 19 of 20\nline 20 of 20\n"
     "     10      40     140\n20 /tmp/l\nhead: x: not a number of lines\n1\n", 0),
    ("head -0 /tmp/l; tail -n 0 /tmp/l; tail -n 20 /tmp/l | wc -l; tail -n 5000 /tmp/l | wc -l; tail -n +3 /tmp/l; echo $?; "
     "head -n; echo $?", "20\n20\ntail: +3: not a number of lines\n1\nhead: option requires an argument -- 'n'\n"
     "head: usage: head [-n N] [FILE]\n1\n", 0),
    ("grep -n 'e 1 ' /tmp/l; grep -c E /tmp/l; grep -ci E /tmp/l; grep -vc 1 /tmp/l; grep '^line 7 of 20$' /tmp/l; "
     "grep ^ine /tmp/l; echo $?; grep x /no 2> /dev/null; echo $?; rm /tmp/l",
     "1:line 1 of 20\n0\n20\n9\nline 7 of 20\n1\n2\n", 0),
    ("/tests/ends bytes | hexdump | head -n 2; echo -n abc | hexdump",
     "00000000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f  |................|\n"
     "00000010  10 11 12 13 14 15 16 17  18 19 1a 1b 1c 1d 1e 1f  |................|\n"
     "00000000  61 62 63                                          |abc|\n00000003\n", 0),
    ("date", r"/\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d UTC 20\d\d\n/", 0),
    ("/tests/ends lines 60 | more | wc", "     60     240     831\n", 0),
    ("runas 1 poweroff; echo $?; runas 1 reboot; echo $?", "poweroff: cannot switch the machine off: Operation not permitted\n"
     "1\nreboot: cannot start the machine anew: Operation not permitted\n1\n", 0),
    # Segments
    ("process_a; process_b", "Hello World\n", 0),
    ("ipcs -m", r"/(.*\n)*0x66[0-9a-f]{6} +\d+ +0 +666 +128 +0 *\n(.*\n)*/", 0),
    ("process_a; echo $?", "process_a: shmget: File exists\n1\n", 0),
    ("runas 1000 process_b", "Hello World\n", 0),
    ("runas 1000 ipcrm -a; ipcs -m", r"/(.*\n)*0x66(.*\n)*/", 0),
    ("ipcrm -a; ipcs -m", r"/(?!(.*\n)*0x66)(.*\n)*/", 0),
    ("ipcrm -m 99; echo $?", "ipcrm: invalid id (99)\n1\n", 0),
    ("process_b; echo $?", "process_b: shmget: No such file or directory\n1\n", 0),
    # Semaphores and message queues
    ("ipcmk -S 3 -p 0600; ipcs -s", r"/Semaphore id: \d+\n(.*\n)*0x[0-9a-f]{8} \d+ +0 +600 +3 *\n(.*\n)*/", 0),
    ("ipcmk -Q; ipcs -q", r"/Message queue id: \d+\n(.*\n)*0x[0-9a-f]{8} \d+ +0 +644 +0 +0 *\n(.*\n)*/", 0),
    ("ipcs -u", r"/(.*\n)*allocated queues = 1\n(.*\n)*used arrays = 1\nallocated semaphores = 3\n(.*\n)*/", 0),
    ("ipcrm -a; ipcrm -s 0; ipcrm -Q 0x77; ipcs -u", r"/ipcrm: \S+ \w*.*\nipcrm: invalid key \(0x77\)\n(.*\n)*used arrays = 0\n(.*\n)*/", 0),
    ("ipcs -i 0", "ipcs: -i: say of which kind, -m, -s or -q\n", 1),
    ("ring 300", "300 numbers were put, sum 45150; 300 were taken, sum 45150\n", 0),
    ("readers 2", "2 readers and 2 writers: the text was half written 0 times\n", 0),
    ("philosophers 1 | tail -n 1", "5 of 5 philosophers have had 1 meals\n", 0),
    ("philosophers -d > /tmp/p & sleep 1; ipcrm -a; wait; tail -n 1 /tmp/p; rm /tmp/p",
     "0 of 5 philosophers have had 3 meals\n", 0),
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
