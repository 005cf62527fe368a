# sqlite with a database in a file, which it locks.
/x/busybox rm -f base.db
/x/database base.db 'create table t(id integer primary key, name text, price real)' \
	"insert into t(name, price) values('apple', 1.5), ('pear', 2.25), ('plum', 0.1)" 'select count(*) from t'
/x/database base.db 'begin; update t set price = price * 2; rollback; select * from t order by name'
/x/database base.db 'begin; delete from t where price < 1; commit' 'select sum(price), avg(price) from t'
/x/database base.db 'pragma integrity_check' 'pragma journal_mode'
{ /x/database base.db 'begin immediate' "insert into t(name) values('a')" 'commit' & /x/database base.db 'select 1'; wait; }
/x/database base.db 'select name from t order by id' 'no such statement'
