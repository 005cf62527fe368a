hold process_a process_b; attach 0 & A=$!; sleep 1; attach 0 0x50000000 & B=$!; sleep 1; ipcrm -m 0; kill $A; sleep 1; kill $B; sleep 1; inherit
