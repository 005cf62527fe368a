# About forty applets of busybox, on files of its own.
b=/x/busybox
mkdir -p bb/sub && cd bb
$b seq 1 20 > numbers
$b ln -s numbers soft && $b ln numbers hard && $b readlink soft
$b stat -c '%n %F %h %s' numbers soft hard
$b mkfifo pipe && { $b cat numbers > pipe & } && $b wc -l < pipe; wait
$b sort -rn soft | $b head -n 3
$b awk '{ s += $1 } END { print s, s / 3 }' hard
$b sed -n 's/^1\(.\)$/<\1>/p' numbers | $b tr '\n' ' '; echo
$b grep -c 1 numbers
$b cut -c1 numbers | $b uniq -c | $b sort -n | $b tail -n 1
$b md5sum numbers; $b sha1sum < numbers; $b cksum numbers
$b cp numbers sub/copy && $b mv sub/copy sub/moved && $b cmp numbers sub/moved && echo same
$b tar -cf t.tar numbers soft sub && $b mkdir out && $b tar -xf t.tar -C out && $b find out | $b sort
$b gzip -c numbers | $b gunzip -c | $b diff - numbers && echo unpacked
$b touch -d '2001-02-03 04:05:06' sub/moved && $b stat -c %Y sub/moved
$b dd if=/dev/zero of=zeros bs=1k count=3 2>/dev/null; $b ls -l zeros | $b awk '{ print $1, $5 }'
$b truncate -s 10 zeros; $b od -An -tx1 zeros
$b expr 6 \* 7; $b basename /a/b.c .c; $b dirname /a/b; $b printf '%05.2f\n' 3.14159
$b env -i A=1 $b env; echo a b c | $b xargs -n 1 echo
$b timeout 1 $b sleep 5; echo timeout $?
$b sh -c 'kill -TERM $$'; echo killed $?
$b test -L soft && $b test -p pipe && echo tests
$b realpath soft; $b cat /proc/self/fd/0 < numbers | $b tail -n 1
cd .. && $b rm -r bb && $b ls -d bb
