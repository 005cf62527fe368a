# ipcmk, ipcs and ipcrm of util-linux. Ids and keys differ from system to system.
b=/x/busybox
id=$(/x/ipcmk -M 5000 -p 640 | $b tr -dc 0-9)
/x/ipcs -m | $b awk -v id=$id '$2 == id { print $3, $4, $5, $6 }'
/x/ipcs -m -i $id | $b grep -E 'mode=|bytes=' | $b sed 's/[lc]pid=[0-9]*//g; s/uid=.*//' | $b tr -s ' \t' ' '
/x/ipcs -m -c | $b awk -v id=$id '$1 == id { print $2, $3, $4 }'
/x/ipcs -m -l | $b grep seg | $b head -n 1 | $b tr -d 0-9
/x/ipcrm -m $id && /x/ipcs -m | $b grep -c root
/x/ipcrm -m $id; echo $?
