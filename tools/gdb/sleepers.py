# SPDX-License-Identifier: GPL-2.0-only
"""`sem` and `msg`: semaphore sets and message queues, and the processes that sleep there."""

import kernel
from command import Command, Failure, number, say
from constants import constant
from memory import address_of, entries, lookup_type, variable

IPC_SLOTS = 128


def objects(array):
    """(slot, object) of every slot of sem_sets[] or msg_que[] that has one."""
    slots = variable(array)
    for slot in range(IPC_SLOTS):
        if address_of(slots[slot]) < constant("IPC_NOID") % 2**32:
            yield slot, slots[slot].dereference()


def find(array, what, id_):
    for slot, found in objects(array):
        if slot == id_ % IPC_SLOTS:
            now = int(found[next(iter(found.type.keys()))]["seq"]) * IPC_SLOTS + slot
            if now == id_:
                return found
            raise Failure(f"there is no {what} {id_} (any more): slot {slot} holds {what} {now}.")
    raise Failure(f"there is no {what} {id_}: slot {id_ % IPC_SLOTS} is empty.")


def owner(perm):
    return (f"key {int(perm['key']) & 0xffffffff:#010x}, perms {int(perm['mode']) & 0o777:04o}, "
            f"owner {int(perm['uid'])}:{int(perm['gid'])}")


def operation(sop):
    """What an operation of semop waits for, in words."""
    number_, add = int(sop["sem_num"]), int(sop["sem_op"])
    return f"until semaphore {number_} is " + (f"at least {-add}" if add else "0")


def queues(sma):
    """The sem_queue of every call that sleeps at a set."""
    type_ = lookup_type("struct sem_queue")
    for head in ("pending_const", "pending_alter"):
        yield from entries(sma[head], type_, "list", "sleepers")


class Sem(Command):
    """Show the System V semaphore sets.

Usage: sem [ID]

Without an id, prints a line for each set: its values, and how many processes sleep
there. With one, prints each semaphore with the process that changed it last, every
process that sleeps and what it waits for, and what each process has to undo at its
exit. Example:

    (gdb) sem
    (gdb) sem 0"""

    name = "sem"

    def run(self, words):
        if len(words) > 1:
            raise self.wrong_usage()
        if words:
            self._one(find("sem_sets", "set", number(words[0], "an id of a set")))
        else:
            self._all()

    @staticmethod
    def _all():
        say("  SLOT      ID  KEY         PERMS  SLEEPERS  VALUES")
        used = 0
        for slot, sma in objects("sem_sets"):
            used += 1
            values = [str(int(sma["sems"][i]["semval"])) for i in range(min(int(sma["sem_nsems"]), 12))]
            if int(sma["sem_nsems"]) > 12:
                values.append("...")
            say(f"  {slot:4}  {int(sma['sem_id']):6}  {int(sma['sem_perm']['key']) & 0xffffffff:#010x}  "
                f"{int(sma['sem_perm']['mode']) & 0o777:04o}  {len(list(queues(sma))):8}  {' '.join(values)}")
        say(f"  {used} of {IPC_SLOTS} slots in use")

    @staticmethod
    def _one(sma):
        say(f"set {int(sma['sem_id'])}: {owner(sma['sem_perm'])}, {int(sma['sem_nsems'])} semaphores")
        for i in range(int(sma["sem_nsems"])):
            pid = int(sma["sems"][i]["sempid"])
            say(f"    semaphore {i} is {int(sma['sems'][i]['semval'])}"
                + (f", changed last by process {pid}" if pid else ""))
        for queue in queues(sma):
            count = int(queue["nsops"])
            say(f"    {kernel.who(queue['sleeper'])} sleeps {operation(queue['blocking'])}"
                + (f", with {count} operations" if count > 1 else ""))
        for task in kernel.tasks():
            for undo in entries(task["sem_undos"], lookup_type("struct sem_undo"), "proc_list", "undos"):
                adds = [f"{int(undo['semadj'][i]):+} to semaphore {i}" for i in range(int(sma["sem_nsems"]))
                        if int(undo["semadj"][i])]
                if address_of(undo["set"]) == address_of(sma) and adds:
                    say(f"    the exit of {kernel.who(task)} adds {', '.join(adds)}")


class Msg(Command):
    """Show the System V message queues.

Usage: msg [ID]

Without an id, prints a line for each queue: its messages, and how many processes sleep
there. With one, prints every message, and every process that sleeps and what it waits
for. Example:

    (gdb) msg
    (gdb) msg 0"""

    name = "msg"

    def run(self, words):
        if len(words) > 1:
            raise self.wrong_usage()
        if words:
            self._one(find("msg_que", "queue", number(words[0], "an id of a queue")))
        else:
            self._all()

    @staticmethod
    def _lists(msq):
        return [list(entries(msq[head], lookup_type(f"struct {type_}"), member, what)) for head, type_, member, what in
                (("q_messages", "msg_msg", "m_list", "messages"), ("q_receivers", "msg_receiver", "list", "receivers"),
                 ("q_senders", "msg_sender", "list", "senders"))]

    def _all(self):
        say("  SLOT      ID  KEY         PERMS  MESSAGES  BYTES  RECEIVERS  SENDERS")
        used = 0
        for slot, msq in objects("msg_que"):
            used += 1
            messages, receivers, senders = self._lists(msq)
            say(f"  {slot:4}  {int(msq['q_id']):6}  {int(msq['q_perm']['key']) & 0xffffffff:#010x}  "
                f"{int(msq['q_perm']['mode']) & 0o777:04o}  {len(messages):8}  {int(msq['q_cbytes']):5}  "
                f"{len(receivers):9}  {len(senders):7}"
                + ("" if len(messages) == int(msq["q_qnum"]) else f"  !! q_qnum says {int(msq['q_qnum'])}"))
        say(f"  {used} of {IPC_SLOTS} slots in use")

    def _one(self, msq):
        messages, receivers, senders = self._lists(msq)
        say(f"queue {int(msq['q_id'])}: {owner(msq['q_perm'])}, {int(msq['q_cbytes'])} of "
            f"{int(msq['q_qbytes'])} bytes in {len(messages)} messages")
        for message in messages:
            say(f"    a message of type {int(message['m_type'])}, {int(message['m_ts'])} bytes")
        for receiver in receivers:
            mode, type_ = str(receiver["mode"]), int(receiver["type"])
            wanted = {"SEARCH_ANY": "any message", "SEARCH_EQUAL": f"a message of type {type_}",
                      "SEARCH_NOTEQUAL": f"a message of another type than {type_}"}.get(
                          mode, f"a message of a type up to {type_}")
            say(f"    {kernel.who(receiver['sleeper'])} sleeps until there is {wanted}")
        for sender in senders:
            say(f"    {kernel.who(sender['sleeper'])} sleeps until there is room for "
                f"{int(sender['msg']['m_ts'])} bytes of type {int(sender['msg']['m_type'])}")


COMMANDS = (Sem, Msg)
