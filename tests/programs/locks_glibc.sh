# A process-shared mutex and condition of the GNU C library, in a segment.
/x/locks_glibc
