# The same with musl.
/x/locks_musl
