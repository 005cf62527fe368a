# SPDX-License-Identifier: GPL-2.0-only
#
# Builds Samepage and starts it. `make help` lists the goals.
#
#	boot/ kernel/ mm/ ipc/	-> build/samepage.elf	the kernel
#	user/lib/		-> build/user/libc.a	the C library of the programs
#	user/*.c user/sh/*.c	-> build/user/NAME	the programs; the shell has several files
#	all programs, user/etc	-> build/initrd.cpio	the guest's root directory
#	tests/*.c		-> build/tests.cpio	the guest's directory /tests
#	tests/oracle/*.c	-> build/oracle		a program for the guest and for the host
#	tests/kit/*.c		-> build/ipc-conformance.zip	claims about any kernel's System V IPC
#	kernel, initrd and GRUB	-> build/samepage.iso	a disc that boots
#
# Variables for the command line:
#	CC=clang	another compiler (or CROSS=i686-elf-, another prefix)
#	DEBUG=1		check locks and freed memory at run time  -> build/debug/
#	UBSAN=1		panic at undefined behaviour              -> build/ubsan/
#	WERROR=1	warnings are errors (also set by CI=true)
#	V=1		show every command

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
# Run as many jobs as there are processors, unless the command line gives a number. With `clean`,
# as in `make clean all`, the goals must run one after the other.
ifeq ($(filter -j% --jobserver%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 1)
endif
ifneq ($(filter clean,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif
unexport MAKEFLAGS	# a make that a tool starts must not inherit these flags
SHELL := /bin/sh

# ---- Tools ----------------------------------------------------------------------------------

# Before anything is made, install the packages that the goals need (tools/setup).
GOALS := $(or $(MAKECMDGOALS),help)
NEEDS := $(if $(filter-out help clean lines core setup console attach lab lab-solution gradescope,$(GOALS)),build)
NEEDS += $(if $(filter iso demo dist test test-long,$(GOALS)),iso)
NEEDS += $(if $(filter run grade demo picture test test-long,$(GOALS)),run)
NEEDS += $(if $(filter demo run,$(GOALS)),program)
NEEDS += $(if $(filter gdb attach tour gdb-replay test test-long,$(GOALS)),run gdb)
NEEDS += $(if $(filter gdb-replay test test-long,$(GOALS)),replay)
NEEDS += $(if $(filter bench bench-gate bench-record oracle kit programs,$(GOALS)),run)
NEEDS += $(if $(filter bench-linux,$(GOALS)),run iso plot)
NEEDS += $(if $(filter test test-long,$(GOALS)),test)
NEEDS += $(if $(filter picture,$(GOALS)),picture)
NEEDS += $(if $(filter dist kit,$(GOALS)),dist)
NEEDS += $(if $(filter site site-serve bench-site,$(GOALS)),site)
NEEDS += $(if $(filter setup,$(GOALS)),all)
ifneq ($(strip $(NEEDS)),)
ifneq ($(shell CC_WANTED='$(if $(filter default,$(origin CC)),,$(CC))' tools/setup $(NEEDS) >&2 && echo ready),ready)
$(error some tools are missing)
endif
endif

have = $(shell command -v $(1) 2>/dev/null)
CROSS ?= $(firstword $(foreach prefix,i686-linux-gnu- i686-elf-,$(if $(call have,$(prefix)gcc),$(prefix))))
CHOSEN := $(filter-out default,$(origin CC))
ifeq ($(CHOSEN),)
CC := $(if $(CROSS),$(CROSS)gcc,clang)
endif
NASM := nasm

ifneq ($(findstring clang,$(CC)),)
# DWARF 4: addr2line of binutils 2.40 does not find all inlined functions in DWARF 5 of clang.
TARGET := --target=i686-linux-gnu -gdwarf-4
LD := ld.lld
USER_LAYOUT := --image-base=0x08048000 --no-rosegment -z separate-loadable-segments
else
LD := $(CROSS)ld
USER_LAYOUT := -Ttext-segment=0x08048000 -z noseparate-code
endif
binutil = $(or $(call have,$(CROSS)$(1)),$(call have,llvm-$(1)),$(1))
AR := $(call binutil,ar)
NM := $(call binutil,nm)
STRIP := $(call binutil,strip)

Q := $(if $(V),,@)
say = @printf '  %-7s %s\n' $(1) $@

# ---- Directories and flags ------------------------------------------------------------------

B := build$(if $(UBSAN),/ubsan)$(if $(DEBUG),/debug)$(if $(and $(TARGET),$(CHOSEN)),/clang)

# build/compiler holds the name of the compiler. When that changes, for example because gcc has been
# installed, all objects are compiled again.
ifneq ($(filter build,$(NEEDS)),)
ifneq ($(file < $(B)/compiler),$(CC))
$(shell mkdir -p $(B) && echo '$(CC)' > $(B)/compiler)
endif
endif

# Without statement frontiers, `break sys_fork` in gdb stops at a line of sys_fork. With them, gcc can
# give the first instructions to a line of an inline function.
COMMON := -m32 -march=i686 -std=gnu11 -O2 -g -ffreestanding -fno-pic -fno-pie \
	-fno-stack-protector -fno-omit-frame-pointer -fno-strict-aliasing -fno-common \
	-fno-asynchronous-unwind-tables -Wall -Wextra \
	$(if $(wildcard LAB),-Wno-unused-function -Wno-unused-parameter -Wno-unused-variable) \
	$(if $(or $(WERROR),$(filter true,$(CI))),-Werror) \
	$(if $(TARGET),,-gno-statement-frontiers) \
	-nostdinc -isystem $(shell $(CC) -print-file-name=include 2>/dev/null)
# Undefined behaviour executes ud2. The kernel then panics with "invalid opcode" and a backtrace;
# `info line *ADDRESS` in gdb names the line. Two checks are off, because a program may pass a
# pointer that is NULL or misaligned: only mm/uaccess.asm uses it, which expects any address.
UNDEFINED := -fsanitize=undefined -fsanitize-undefined-trap-on-error -fno-sanitize=alignment,null \
	-fno-delete-null-pointer-checks
# As in Linux: three arguments travel in registers, and stacks are aligned to 4 bytes.
KERNEL_CFLAGS := $(TARGET) $(COMMON) -mgeneral-regs-only -mtune=generic -mregparm=3 \
	$(if $(TARGET),-mstack-alignment=4,-mpreferred-stack-boundary=2) -I. -Iinclude \
	$(if $(DEBUG),-DDEBUG) $(if $(UBSAN),$(UNDEFINED))
USER_CFLAGS := $(TARGET) $(COMMON) -Iuser/include -Iinclude
ASFLAGS := -f elf32 -g -F dwarf $(if $(DEBUG),-DDEBUG)

# mm/uaccess.c -> build/mm/uaccess.o, and mm/uaccess.asm -> build/mm/uaccess.asm.o
objects = $(patsubst %.c,$(B)/%.o,$(patsubst %.asm,$(B)/%.asm.o,$(1)))

KERNEL_SOURCES := $(sort $(wildcard $(foreach dir,boot kernel kernel/* mm ipc,$(dir)/*.c $(dir)/*.asm)))
KERNEL_OBJECTS := $(call objects,$(KERNEL_SOURCES))
LIBC_SOURCES := $(sort $(filter-out user/lib/crt0.asm,$(wildcard user/lib/*.c user/lib/*.asm)))
LIBC_OBJECTS := $(call objects,$(LIBC_SOURCES))
PROGRAM_SOURCES := $(sort $(wildcard user/*.c))
SH_SOURCES := $(sort $(wildcard user/sh/*.c))
MEASURE_SOURCES := $(sort $(wildcard user/measure/*.c))
OBSERVE_SOURCES := $(sort $(wildcard user/observe/*.c))
IPCS_SOURCES := $(sort $(wildcard user/ipc/*.c))
PROGRAMS := $(PROGRAM_SOURCES:%.c=$(B)/%) $(if $(SH_SOURCES),$(B)/user/sh/sh)
TEST_SOURCES := $(sort $(wildcard tests/*.c))
TESTS := $(TEST_SOURCES:%.c=$(B)/%)
ORACLE_SOURCES := $(sort $(wildcard tests/oracle/*.c))
SLEEPERS_SOURCES := $(sort $(wildcard tests/sleepers/*.c))
ETC := $(sort $(wildcard user/etc/*))
TEST_SCRIPTS := $(sort $(wildcard tests/*.sh))

KERNEL := $(B)/samepage.elf
INITRD := $(B)/initrd.cpio
WEB := build/web
SITE_DATA := $(B)/site-data
IMAGES := $(KERNEL) $(INITRD) $(B)/tests.cpio

quoted = '$(subst ','\'',$(1))'

# ---- Goals ----------------------------------------------------------------------------------

.PHONY: help all iso kit demo run picture site site-serve bench-site gdb attach tour gdb-replay console lab lab-solution grade gradescope test test-long oracle programs bench bench-linux bench-gate bench-record dist setup clean lines core

help:
	@echo "make demo       boot the disc; A writes, B reads; see both on one frame"
	@echo "make run        boot into a shell, in this terminal"
	@echo "make picture    what happens in page tables and frames, drawn; PROG='...' for your own"
	@echo "make gdb        boot, stopped at kernel_main, in the debugger"
	@echo "make attach     the debugger on the machine of make run, from another terminal"
	@echo "make tour       the life of a shared page, explained in the debugger step by step"
	@echo "make gdb-replay record a run, then go through it forwards and backwards"
	@echo "make console    the guest's console beside make gdb, in another terminal"
	@echo "make test       run every test (make test-long: with more seeds, and other clocks)"
	@echo "make oracle     the same random scenarios on this machine's Linux and on Samepage"
	@echo "make site       the page for the browser: build/site/, and build/samepage.html"
	@echo "make site-serve look at it: http://localhost:8000 (PORT=N: another port)"
	@echo "make bench-site how fast the page is, and how large"
	@echo "make programs   busybox, bash, lua, sqlite ... in Samepage and in Debian's Linux"
	@echo "make bench      what each operation costs, and whether a cost has risen"
	@echo "make bench-linux  the same beside Debian's Linux, in the same machine"
	@echo "make all        build the kernel and the programs"
	@echo "make iso        build the disc, build/samepage.iso"
	@echo "make lab N=3 OUT=dir   a student's tree for lab 3 (make lab-solution: its solution)"
	@echo "make grade      grade the lab of this tree (N=3: that lab; DIR=dir: that tree;"
	@echo "                TEST=2.1-size: only that test; STEP=2: only that step's)"
	@echo "make gradescope N=3    the autograder as Gradescope wants it, in build/"
	@echo "make kit        a kit that tries the System V IPC of any kernel: build/ipc-conformance.zip"
	@echo "make dist       a disc and a zip for people who install nothing"
	@echo "make setup      install every tool that is missing (the others do so as needed)"
	@echo "make core       the functions on the path of a shared page, in reading order"
	@echo "make lines      count what there is to read"
	@echo "make compile_commands.json   for editors"
	@echo "make clean      remove build/"
	@echo "One command in a guest:  tools/guest -- 'process_a; process_b'"
	@echo "The first lines of Makefile say which compilers and variants there are."

all: $(IMAGES)

iso: $(B)/samepage.iso

demo: $(B)/demo.iso
	@tools/demo --iso $<

run: $(KERNEL) $(INITRD)
	@tools/run --build $(B)

picture: all
	@tools/picture --build $(B) --tests $(if $(value PROG),-- $(call quoted,$(value PROG)))

gdb: $(KERNEL) $(INITRD)
	@tools/run --build $(B) --gdb

attach:
	@tools/run --build $(B) --attach

tour: $(KERNEL) $(INITRD)
	@tools/run --build $(B) --tour

gdb-replay: $(KERNEL) $(INITRD)
	@tools/run --build $(B) --replay --command "$${PROG:-proof}"

console:
	@tools/run --build $(B) --console

# The tests of the page need the page. It takes packages from npm and a source package, so it may fail where the
# rest does not; its tests are then skipped, and counted as skipped.
MAKE_SITE = $(if $(call have,npm),$(MAKE) --no-print-directory $(if $(CHOSEN),CC='$(CC)') site || \
	{ rm -rf $(B)/site $(B)/samepage.html $(SITE_DATA)/ready; \
	echo "make site has failed: the tests of the page are skipped."; })

test: all $(B)/oracle $(B)/sleepers $(B)/demo.iso
	@$(MAKE_SITE)
	@tests/run --build $(B)

test-long: all $(B)/oracle $(B)/sleepers $(B)/demo.iso
	@$(MAKE_SITE)
	@tests/run --build $(B) --long

oracle: all $(B)/oracle $(B)/sleepers
	@tools/oracle --build $(B)
	@tools/sleepers --build $(B)

programs: all
	@tools/programs --build $(B)

kit: $(B)/ipc-conformance.zip

BENCH = tools/bench --build $(B) --compiler "$$($(CC) --version | head -n 1)"

bench: all
	@$(BENCH)

bench-linux: all $(B)/bare.elf
	@$(BENCH) --linux

bench-gate: all
	@$(BENCH) --gate

bench-record: all
	@$(BENCH) --record

lab:
	@tools/lab $(N) --out $(call quoted,$(OUT)) $(if $(filter undefined,$(origin SOLVED)),,--solved $(call quoted,$(SOLVED)))

lab-solution:
	@tools/lab $(N) --out $(call quoted,$(OUT)) --solution

grade:
	@tools/grade $(if $(N),--lab $(N)) $(if $(TEST),--test $(call quoted,$(TEST))) $(if $(STEP),--step $(STEP)) $(if $(DIR),$(call quoted,$(DIR)))

gradescope:
	@tools/gradescope $(N) build/gradescope-lab$(N).zip

dist: $(B)/samepage.iso $(KERNEL) $(INITRD)
	@tools/dist $(B)

site: $(B)/samepage.html

bench-site: site
	@tools/benchsite --build $(B)

site-serve: site
	@python3 -m http.server --directory $(B)/site --bind localhost $(or $(PORT),8000)

setup:
	@echo "All tools are installed."

clean:
	rm -rf build compile_commands.json

lines:
	@tools/lines

core:
	@tools/core

# ---- The kernel -----------------------------------------------------------------------------

$(B)/%.o: %.c Makefile $(B)/compiler
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(KERNEL_CFLAGS) -MMD -MP -c $< -o $@

$(B)/%.asm.o: %.asm Makefile
	@mkdir -p $(@D)
	$(call say,NASM)
	$(Q)$(NASM) $(ASFLAGS) -MD $(@:.o=.d) -MP -o $@ $<

# No debug information for boot.asm: nasm's line numbers are wrong for a file with code at both
# physical and virtual addresses.
$(B)/boot/boot.asm.o: ASFLAGS := -f elf32

LINK_KERNEL = $(LD) -m elf_i386 -T linker.ld -z max-page-size=4096 -z noexecstack --build-id=none

# Linked twice: the names in a backtrace come from a table (tools/ksyms) that can only be made
# when every function has its address. The table lies behind all functions, and the last line
# makes sure that none has moved.
$(KERNEL): $(KERNEL_OBJECTS) linker.ld tools/ksyms
	$(call say,LINK)
	$(Q)tools/ksyms < /dev/null > $(B)/kallsyms.asm
	$(Q)$(NASM) -f elf32 -o $(B)/kallsyms.o $(B)/kallsyms.asm
	$(Q)$(LINK_KERNEL) -o $(B)/unnamed.elf $(KERNEL_OBJECTS) $(B)/kallsyms.o
	$(Q)$(NM) -n $(B)/unnamed.elf | tools/ksyms > $(B)/kallsyms.asm
	$(Q)$(NASM) -f elf32 -o $(B)/kallsyms.o $(B)/kallsyms.asm
	$(Q)$(LINK_KERNEL) -o $@ $(KERNEL_OBJECTS) $(B)/kallsyms.o
	$(Q)$(NM) -n $@ | tools/ksyms | cmp - $(B)/kallsyms.asm

# For tools/bench to compare with: the minimum that any kernel must execute.
$(B)/bare.elf: tools/bare/bare.asm
	$(call say,NASM)
	$(Q)$(NASM) -f elf32 -o $(B)/bare.o $<
	$(Q)$(LD) -m elf_i386 -Ttext=0x100000 -e start -z max-page-size=4096 -z noexecstack --build-id=none -o $@ $(B)/bare.o

# ---- Programs -------------------------------------------------------------------------------

$(B)/user/%.o: user/%.c Makefile $(B)/compiler
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(USER_CFLAGS) -MMD -MP -c $< -o $@

$(B)/tests/%.o: tests/%.c Makefile $(B)/compiler
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(USER_CFLAGS) -MMD -MP -c $< -o $@

# The article's own programs are compiled as the article prints them, so warnings are expected.
$(B)/tests/article/%.o: USER_CFLAGS += -w

$(B)/user/libc.a: $(LIBC_OBJECTS)
	$(call say,AR)
	$(Q)rm -f $@
	$(Q)$(AR) rcsD $@ $^

LIBC := $(B)/user/lib/crt0.asm.o $(B)/user/libc.a
# Link programs with two segments: text with read-only data, and data. A third segment would be
# padded to whole pages, which costs too much memory on a machine of 4 MiB.
LINK_PROGRAM = $(LD) -m elf_i386 -static $(USER_LAYOUT) -z max-page-size=4096 -z noexecstack --build-id=none $(FLOATING)
# printf and scanf refer to the code for floating point weakly, so that programs without it are
# smaller. It is linked where a source file of the program has a conversion such as %f or %-6.2lf.
# (strftime has conversions of these names, too.)
FLOATING = $(if $(shell grep -hsE '%[-+ \#0-9.*]*[lL]?[efgEFG]' $(patsubst $(B)/%.o,%.c,$(filter %.o,$^)) | grep -v strftime),-u __printf_real -u strtod)

$(PROGRAMS) $(TESTS): %: %.o $(LIBC)
	$(call say,LINK)
	$(Q)$(LINK_PROGRAM) -o $@ $(filter %.o,$^) $(B)/user/libc.a

$(B)/oracle: $(ORACLE_SOURCES:%.c=$(B)/%.o) $(LIBC)
	$(call say,LINK)
	$(Q)$(LINK_PROGRAM) -o $@ $(filter %.o,$^) $(B)/user/libc.a
	$(Q)$(STRIP) $@

$(B)/sleepers: $(SLEEPERS_SOURCES:%.c=$(B)/%.o) $(LIBC)
	$(call say,LINK)
	$(Q)$(LINK_PROGRAM) -o $@ $(filter %.o,$^) $(B)/user/libc.a
	$(Q)$(STRIP) $@

$(B)/user/sh/sh: $(SH_SOURCES:%.c=$(B)/%.o)
$(B)/user/bench: $(MEASURE_SOURCES:%.c=$(B)/%.o)
$(B)/user/ipcs: $(IPCS_SOURCES:%.c=$(B)/%.o)
# Parts that several programs share for looking at other processes.
$(B)/user/hold: $(B)/user/observe/held.o
$(B)/user/proof: $(B)/user/observe/held.o $(B)/user/observe/walk.o
$(B)/user/strace: $(B)/user/observe/held.o $(B)/user/observe/calls.o
$(B)/user/memviewer: $(B)/user/observe/snapshot.o $(B)/user/observe/draw.o

# ---- The conformance kit ----------------------------------------------------------------------

KIT_SOURCES := $(sort $(wildcard tests/kit/*.c tests/kit/*.h)) tests/kit/Makefile
KIT_PROGRAMS := $(foreach processor,i386 x86_64,$(B)/kit/$(processor)/ipc-conformance)
KIT_CC := $(if $(findstring clang,$(CC)),$(CC) --target=x86_64-linux-gnu -fuse-ld=lld,$(CC))

$(KIT_PROGRAMS): $(B)/kit/%/ipc-conformance: $(KIT_SOURCES) $(B)/compiler
	$(call say,CC)
	$(Q)$(MAKE) -s -C tests/kit CC='$(KIT_CC)' OUT='$(abspath $(B)/kit)' '$(abspath $@)'

$(B)/ipc-conformance.zip: $(KIT_PROGRAMS) $(KIT_SOURCES) tools/mkkit tools/kit tools/samepage/kit.py docs/kit.md docs/fidelity.md
	$(call say,ZIP)
	$(Q)STRIP='$(STRIP)' tools/mkkit $@ $(B)

# ---- Archives and discs ---------------------------------------------------------------------

# All files get the same date and owner, and are sorted, so that the same input gives the same bytes.
DATE := 2000-01-01T00:00:00Z
ARCHIVE = find . -exec touch -h -d $(DATE) {} + && find . | LC_ALL=C sort | \
	cpio --quiet --reproducible -o -H newc -R 0:0
BIN := $(filter-out $(B)/user/init,$(PROGRAMS))

$(INITRD): $(PROGRAMS) $(ETC) Makefile
	$(call say,CPIO)
	$(Q)rm -rf $(B)/image && mkdir -p $(B)/image
	$(Q)cd $(B)/image && mkdir -m 755 bin sbin etc dev proc && mkdir -m 1777 tmp dev/shm
	$(Q): > $(B)/image/tmp/shm && chmod 644 $(B)/image/tmp/shm
	$(Q)$(if $(BIN),install -m 755 $(BIN) $(B)/image/bin && $(STRIP) $(addprefix $(B)/image/bin/,$(notdir $(BIN))))
	$(Q)$(if $(filter %/init,$(PROGRAMS)),install -m 755 $(B)/user/init $(B)/image/sbin && $(STRIP) $(B)/image/sbin/init)
	$(Q)$(if $(ETC),install -m 644 $(ETC) $(B)/image/etc)
	$(Q)chmod 755 $(B)/image
	$(Q)cd $(B)/image && $(ARCHIVE) > ../initrd.cpio

$(B)/tests.cpio: $(TESTS) $(TEST_SCRIPTS) Makefile
	$(call say,CPIO)
	$(Q)rm -rf $(B)/tests-image && mkdir -p $(B)/tests-image
	$(Q)cd $(B)/tests-image && chmod 755 . && mkdir -m 755 tests
	$(Q)$(if $(TESTS),install -m 755 $(TESTS) $(B)/tests-image/tests && $(STRIP) $(B)/tests-image/tests/*)
	$(Q)$(if $(TEST_SCRIPTS),install -m 755 $(TEST_SCRIPTS) $(B)/tests-image/tests)
	$(Q)cd $(B)/tests-image && $(ARCHIVE) > ../tests.cpio

# The discs differ in the default entry of the boot menu.
$(B)/samepage.iso: boot/grub.cfg $(KERNEL) $(INITRD) tools/mkiso tools/font
	$(call say,ISO)
	$(Q)tools/mkiso $@ $< $(KERNEL) $(INITRD)

$(B)/demo.iso: boot/demo.cfg $(KERNEL) $(INITRD) tools/mkiso tools/font
	$(call say,ISO)
	$(Q)tools/mkiso $@ $< $(KERNEL) $(INITRD)

# ---- The page in the browser ----------------------------------------------------------------

# The packages of tools/web/package-lock.json, and beside them links to the modules, so that every
# tool finds the packages from there and the tree stays as it is (node: --preserve-symlinks).
WEB_SOURCES := $(wildcard tools/web/*.js tools/web/*/*)
$(WEB)/packages: tools/web/package.json tools/web/package-lock.json tools/web/.npmrc
	@mkdir -p $(WEB)
	$(call say,NPM)
	$(Q)cp $^ $(WEB)
	$(Q)cd $(WEB) && npm ci --no-progress --loglevel=error
	$(Q)for part in tsconfig.json model draw book machine page tests; do ln -sfn ../../tools/web/$$part $(WEB)/$$part; done
	$(Q)touch $@

# Programs for the page's "Try", which are not part of the system.
LESSONS := $(patsubst tools/web/%.c,$(B)/%,$(sort $(wildcard tools/web/lessons/*.c)))
$(B)/lessons/%.o: tools/web/lessons/%.c Makefile $(B)/compiler
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(USER_CFLAGS) -MMD -MP -c $< -o $@

$(LESSONS): %: %.o $(LIBC)
	$(call say,LINK)
	$(Q)$(LINK_PROGRAM) -o $@ $(filter %.o,$^) $(B)/user/libc.a

$(SITE_DATA)/lessons.cpio.gz: $(LESSONS)
	@mkdir -p $(@D)
	$(call say,CPIO)
	$(Q)rm -rf $(B)/lessons-image && mkdir -p $(B)/lessons-image/bin
	$(Q)install -m 755 $(LESSONS) $(B)/lessons-image/bin && $(STRIP) $(B)/lessons-image/bin/*
	$(Q)cd $(B)/lessons-image && $(ARCHIVE) | gzip -9n > $(abspath $@)

# The kernel, the programs, and tables that name places in their sources (tools/samepage/sitedata.py).
$(SITE_DATA)/ready: $(KERNEL) $(INITRD) $(LESSONS) $(KERNEL_SOURCES) tools/samepage/sitedata.py tools/samepage/places.py
	$(call say,DATA)
	$(Q)PYTHONPATH=tools python3 -B -m samepage.sitedata $(B) $(SITE_DATA)
	$(Q)touch $@

# The guest's compiler, which the page loads when it is wanted.
$(SITE_DATA)/compiler.cpio.gz: $(LIBC) $(wildcard user/include/*.h user/include/*/*.h include/uapi/*.h) tools/samepage/tinycc.py tools/samepage/apt.py
	@mkdir -p $(@D)
	$(call say,TINYCC)
	$(Q)PYTHONPATH=tools python3 -B -m samepage.tinycc $(B) $(SITE_DATA)/compiler.cpio
	$(Q)gzip -9nf $(SITE_DATA)/compiler.cpio

# The demonstration and the run of the book, recorded in the emulator.
NODE := node --preserve-symlinks --preserve-symlinks-main
$(SITE_DATA)/book.json.gz: $(SITE_DATA)/ready $(WEB)/packages $(wildcard tools/web/machine/*.js tools/web/model/*.js) tools/web/book/run.sh
	$(call say,RECORD)
	$(Q)$(NODE) $(WEB)/machine/record.js $(SITE_DATA)

# One run of the builder writes both the directory $(B)/site and the page with everything in one file.
$(B)/samepage.html: $(WEB)/packages $(SITE_DATA)/ready $(addprefix $(SITE_DATA)/,compiler.cpio.gz lessons.cpio.gz book.json.gz) $(WEB_SOURCES)
	$(call say,SITE)
	$(Q)$(NODE) $(WEB)/page/build.js $(SITE_DATA) $(B)/site $@

# ---- For editors ----------------------------------------------------------------------------

# One object per source file, as https://clang.llvm.org/docs/JSONCompilationDatabase.html says. clangd
# and its like read it: the options that only gcc knows are errors to them.
describe = printf '{ "directory": "%s", "file": "%s", "command": "%s" }%s\n' '$(CURDIR)' \
	'$(1)' '$(subst ",\",$(CC) $(filter-out -gno-% -mpreferred-%,$(2)) -c $(1))' ',' >> $@;
compile_commands.json: Makefile $(filter %.c,$(KERNEL_SOURCES) $(LIBC_SOURCES)) $(PROGRAM_SOURCES) $(SH_SOURCES) $(MEASURE_SOURCES) $(OBSERVE_SOURCES) $(IPCS_SOURCES) $(TEST_SOURCES) $(ORACLE_SOURCES) $(SLEEPERS_SOURCES)
	@echo '[' > $@
	@$(foreach file,$(filter %.c,$(KERNEL_SOURCES)),$(call describe,$(file),$(KERNEL_CFLAGS)))
	@$(foreach file,$(filter user/%.c tests/%.c,$^),$(call describe,$(file),$(USER_CFLAGS)))
	@sed '$$s/,$$//' $@ > $@.new && echo ']' >> $@.new && mv $@.new $@

# The headers that each object depends on, as written by the compilers (-MMD).
OBJECTS := $(KERNEL_OBJECTS) $(LIBC_OBJECTS) $(call objects,user/lib/crt0.asm $(PROGRAM_SOURCES) $(SH_SOURCES) $(MEASURE_SOURCES) $(OBSERVE_SOURCES) $(IPCS_SOURCES) $(TEST_SOURCES) $(ORACLE_SOURCES) $(SLEEPERS_SOURCES))
-include $(OBJECTS:.o=.d)
