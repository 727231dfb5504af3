// English words for the machine: its disks, its log, its clock, its signals. Pure.

import { timeForPeople } from '../../../lib/time/time-for-people.ts'
import type { machine } from '../../catalogue/machine/machine.ts'
import type { WordsFor } from '../../entry.ts'

const whyOf: Readonly<Record<string, string>> = {
  ENOSPC: 'its disk is full',
  EDQUOT: 'its quota is used up',
  EFBIG: 'its file has reached the limit of its size',
  EPIPE: 'who reads it is gone',
  EIO: 'its terminal or its disk is gone',
  EAGAIN: 'who reads it does not keep up',
  EBADF: 'it is closed',
}

const portWhy: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program has that port',
  EACCES: 'the service user may not use that port',
  EADDRNOTAVAIL: 'this machine does not have that address',
  ENOTFOUND: 'that address is not known',
}

export const machineInEnglish: WordsFor<typeof machine> = {
  'LEDGER-FULL': {
    title: 'The disk of the ledger is full',
    sentence: ({ folder, have, needed }) =>
      `The disk of ${folder} is full: it has ${have} bytes left, and ${needed} must be free for the ledger. No file is taken, sent or fetched until there is room; nothing is lost, files stay in their folders and at the banks.`,
    next: ({ folder }) =>
      `Free space on the disk of ${folder} (df -h ${folder} shows it), or raise the quota of the service user. Then nothing else: work goes on by itself.`,
  },
  'CLAIMED-UNWRITTEN': {
    title: 'Files are taken and not on record',
    sentence: ({ folder, files, names }) =>
      `${files === 1 ? 'One file was' : `${files} files were`} taken from ${folder} as the disk of the ledger became full, and could not be written down: ${names.join(', ')}${files > names.length ? ', …' : ''}. ${files === 1 ? 'It lies' : 'They lie'} whole in ${folder}/.pesit-drop/claimed and ${files === 1 ? 'was' : 'were'} not sent.`,
    next: () =>
      'Free space on the disk of the ledger: they are taken up by themselves then. Do not drop them again.',
  },
  'LOG-LOST': {
    title: 'The log cannot be written',
    sentence: ({ lines, sinceMs, error }, { zone }) =>
      `The log cannot be written: ${whyOf[error] ?? error} (${error}). ${lines} lines are lost since ${timeForPeople(sinceMs, zone)}. Files go on.`,
    next: ({ error }) =>
      error === 'EPIPE' || error === 'EBADF' || error === 'EIO'
        ? 'Restart pesit-drop when nothing runs, so that it gets a log again; what happened to files is in `pesit-drop show`.'
        : 'Make room for the log; it goes on by itself. What happened to files is in `pesit-drop show`.',
  },
  'LOG-GOES-ON': {
    title: 'Lines of the log are lost',
    sentence: ({ lines, sinceMs }, { zone }) =>
      `The log can be written again. ${lines} lines since ${timeForPeople(sinceMs, zone)} are lost.`,
    next: () => '',
  },
  'PORT-NOT-HAD': {
    title: 'The port for banks cannot be had',
    sentence: ({ host, port, error }) =>
      `Banks cannot call on ${host} port ${port}: ${portWhy[error] ?? error}. Nothing was taken or sent; pesit-drop does not run.`,
    next: ({ port }) =>
      `See who has it with \`ss -ltnp 'sport = :${port}'\` and end that, or name another address or port under \`listen\`; then start again.`,
  },
  'START-FAILED': {
    title: 'The last start failed',
    sentence: ({ atMs, sentence }, { zone }) =>
      `The last start, at ${timeForPeople(atMs, zone)}, failed: ${sentence}`,
    next: () => '',
  },
  'DATA-READ-ONLY': {
    title: 'The disk of the ledger can only be read',
    sentence: ({ folder }) =>
      `The disk of ${folder} can only be read: it was mounted so, or the kernel made it so after an error.`,
    next: () =>
      'Look at the kernel’s messages (dmesg) and at the health of the disk, mount it to be written, then start pesit-drop.',
  },
  'DAEMON-DIED': {
    title: 'It ended by a fault',
    sentence: ({ atMs, sentence }, { zone }) =>
      `pesit-drop ended at ${timeForPeople(atMs, zone)} without being told to: ${sentence}`,
    next: () => 'What was promised is on disk, and a start goes on from there.',
  },
  'DAEMON-KILLED': {
    title: 'It ended without a word',
    sentence: ({ startedMs }, { zone }) =>
      `The pesit-drop that was started at ${timeForPeople(startedMs, zone)} ended without a word: it was killed, the machine had no memory left, or it went down.`,
    next: () =>
      'Look at the system’s log (journalctl -u pesit-drop). Nothing is lost: a start goes on from what is on disk.',
  },
  'CLOCK-FIRST-AHEAD': {
    title: 'The clock was ahead',
    sentence: ({ folder, wasMs }, { zone }) =>
      `The clock was ahead when ${folder} was first watched: it said ${timeForPeople(wasMs, zone)}, which is still to come. That is taken for wrong, and ${folder} counts as watched from now on.`,
    next: () =>
      'What lies there now is held once, since nobody can tell whether it was there before: release what is to be sent. What comes from now on is sent.',
  },
  'CLOCK-BEHIND': {
    title: 'The clock is behind what is on record',
    sentence: ({ nowMs, newestMs }, { zone }) =>
      `The clock says ${timeForPeople(nowMs, zone)}, and the newest entry of the ledger was written at ${timeForPeople(newestMs, zone)}: the clock is behind now, or it was ahead then. What waits for a time goes by the clock as it is; nothing is deleted by it.`,
    next: () => 'Look at the clock and at its time server (timedatectl).',
  },
  'CLOCK-JUMPED': {
    title: 'The clock jumped ahead',
    sentence: ({ fromMs, toMs }, { zone }) =>
      `The clock jumped from ${timeForPeople(fromMs, zone)} to ${timeForPeople(toMs, zone)}. What is to be deleted because of its age waits until the clock has stayed so for an hour.`,
    next: () => 'If the machine did not sleep: look at its time server (timedatectl).',
  },
  'CLOCK-WRONG': {
    title: 'The clock is wrong by years',
    sentence: ({ nowMs }, { zone }) =>
      `The clock of this machine says ${timeForPeople(nowMs, zone)}, which is before pesit-drop was written. Nothing is taken, sent or asked for by such a clock; pesit-drop does not run.`,
    next: () =>
      'Set the clock (timedatectl set-ntp true), and let the service start after it: `After=time-sync.target`. Systemd starts it again by itself.',
  },
  'SIGNAL-IGNORED': {
    title: 'A signal does nothing',
    sentence: ({ signal }) =>
      `${signal} came. It does nothing here: no configuration is read anew.`,
    next: () => 'Restart pesit-drop to read the configuration anew; SIGTERM stops it.',
  },
}
