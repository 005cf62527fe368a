# What a script for bash uses.
/x/bash -c '
declare -A age=([ann]=3 [bob]=5); for k in "${!age[@]}"; do echo "$k ${age[$k]}"; done | /x/busybox sort
list=(one two three); echo "${#list[@]} ${list[-1]} ${list[@]:1:1}"
while read -r a b; do echo "$b-$a"; done <<< "x y"
echo $((2**20 % 1000)); printf "%s\n" {a..c}{1,2} | /x/busybox tr "\n" " "; echo
f() { local x=$1; (( x > 1 )) && echo $(( x * $(f $((x - 1))) )) || echo 1; }; f 10
trap "echo leaving" EXIT; trap "echo usr1" USR1; kill -USR1 $$
[[ "abc123" =~ ([a-z]+)([0-9]+) ]] && echo "${BASH_REMATCH[2]}"
/x/busybox cat <<END | /x/busybox wc -c
a here document
END
read -t 0.1 x < <(/x/busybox sleep 1); echo read $?
( sleep() { :; }; exit 7 ); echo $?; coproc /x/busybox cat; echo to >&${COPROC[1]}; read -u ${COPROC[0]} y; echo $y
mapfile -t lines < <(/x/busybox seq 3); echo "${lines[*]}"; echo ${x:-default} ${0##*/}; umask
'
