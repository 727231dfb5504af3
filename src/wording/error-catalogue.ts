// Every known failure once: its scope, whether trying again can help, and what the operator does next.

interface CatalogueEntry {
  readonly scope: 'file' | 'folder' | 'bank' | 'daemon'
  readonly retry: 'never' | 'later'
  readonly hint: string
}

export const errorCatalogue = {
  'CONTROL-UNSAFE': {
    scope: 'daemon',
    retry: 'never',
    hint: 'Only the service may write in the folder of its control socket: look at the owner and the rights of `data`.',
  },
  'CONFIG-INVALID': {
    scope: 'daemon',
    retry: 'never',
    hint: 'Mend the lines named above, then run `pesit-drop check-config`.',
  },
  'CLOCK-WRONG': {
    scope: 'daemon',
    retry: 'later',
    hint: 'Set the clock of this machine, then start again.',
  },
  'PORT-TAKEN': {
    scope: 'daemon',
    retry: 'later',
    hint: 'Free the port, or name another in the configuration.',
  },
  'LEDGER-LOCKED': {
    scope: 'daemon',
    retry: 'later',
    hint: 'Another pesit-drop works with this data folder. Stop it first, or give this one its own `data`.',
  },
  'LEDGER-DAMAGED': {
    scope: 'daemon',
    retry: 'never',
    hint: 'Do not start on an empty ledger: restore the newest backup of the data folder, or call for help with the file as it is.',
  },
  'LEDGER-FAILED': {
    scope: 'daemon',
    retry: 'later',
    hint: 'Look at the disk that holds `data`: space, health, rights. The daemon stops and starts again by itself.',
  },
  'LEDGER-MISSING': {
    scope: 'daemon',
    retry: 'never',
    hint: 'Start the daemon once with this configuration, or check `data`.',
  },
  'DISK-FULL': {
    scope: 'folder',
    retry: 'later',
    hint: 'Free space on the disk named, then nothing else: work goes on by itself.',
  },
  'FILE-SYNC-FAILED': {
    scope: 'file',
    retry: 'later',
    hint: 'The disk did not confirm a write. Look at its health before anything else.',
  },
  'FOLDER-MISSING': {
    scope: 'folder',
    retry: 'later',
    hint: 'Create the folder or mount its share again; it is watched again by itself.',
  },
  'FOLDER-FORBIDDEN': {
    scope: 'folder',
    retry: 'later',
    hint: 'Give the service user the right to read, write and enter the folder.',
  },
  'FOLDER-MOVED': {
    scope: 'folder',
    retry: 'later',
    hint: 'Mount the share again. If the folder lies elsewhere on purpose: stop the daemon, remove the note that names it from `folders` in the data folder, and start it.',
  },
  'FOLDER-NOT-OURS': {
    scope: 'folder',
    retry: 'later',
    hint: 'Find out who put it there, and put our own folder back if it was moved away. Work goes on by itself then.',
  },
  'FOLDER-LINK': {
    scope: 'folder',
    retry: 'later',
    hint: 'Name the real folder in the configuration, or let nobody but root and the service user write where the link lies.',
  },
  'PROC-MISSING': {
    scope: 'daemon',
    retry: 'never',
    hint: 'Mount /proc.',
  },
  'FOLDER-SLOW': {
    scope: 'folder',
    retry: 'later',
    hint: 'The share does not answer. Look at the file server and the network.',
  },
  'FOLDER-OTHER-DISK': {
    scope: 'folder',
    retry: 'never',
    hint: 'The work folder inside must be on the same file system: remove the mount below it.',
  },
  'FILE-CHANGED': {
    scope: 'file',
    retry: 'later',
    hint: 'Ask who writes into the outbox after the file was complete.',
  },
  'FILE-GONE': {
    scope: 'file',
    retry: 'never',
    hint: 'Somebody removed the file from the work folder. Drop it again if it is still wanted.',
  },
  'FILE-DAMAGED': {
    scope: 'file',
    retry: 'never',
    hint: 'The copy on our disk is not what was sealed. Look at the disk; drop the file again.',
  },
  'RECORD-UNFIT': {
    scope: 'file',
    retry: 'never',
    hint: 'Correct the file, or the records of its outbox (`records`, `articleBytes`), and drop it again.',
  },
  'BANK-UNREACHABLE': {
    scope: 'bank',
    retry: 'later',
    hint: 'Check host, port and network; ask the bank whether its PeSIT service is open.',
  },
  'BANK-TLS-REFUSED': {
    scope: 'bank',
    retry: 'later',
    hint: 'Check `tls.ca`, `tls.cert`, `tls.key` and the name in the bank’s certificate.',
  },
  'BANK-PROTOCOL': {
    scope: 'bank',
    retry: 'later',
    hint: 'The bank answered what PeSIT E forbids. Keep the trace and show it to the bank.',
  },
  'BANK-REFUSED': {
    scope: 'bank',
    retry: 'later',
    hint: 'Ask the bank’s PeSIT desk with the diagnostic above.',
  },
  'BANK-SILENT': {
    scope: 'bank',
    retry: 'later',
    hint: 'The bank stopped answering. It is tried again by itself.',
  },
  'WEBHOOK-FAILING': {
    scope: 'daemon',
    retry: 'later',
    hint: 'Look at the receiver, then `pesit-drop webhooks test ID`. What it is owed is sent by itself when it answers again.',
  },
  'WEBHOOK-DISABLED': {
    scope: 'daemon',
    retry: 'never',
    hint: 'Ask who runs the receiver. PATCH the webhook (its URL or anything else) to have it told again, or remove it; one of the configuration is told again after a restart.',
  },
  'WEBHOOK-DEAD-LETTERS': {
    scope: 'daemon',
    retry: 'never',
    hint: 'When the receiver is well: `pesit-drop webhooks redeliver DELIVERY`, or `webhooks drop DELIVERY` for what nobody needs.',
  },
  'USAGE-WRONG': {
    scope: 'daemon',
    retry: 'never',
    hint: 'See `pesit-drop --help`.',
  },
  'SANDBOX-NOT-STARTED': {
    scope: 'daemon',
    retry: 'later',
    hint: 'Name another `--folder`, `--host` or `--port`.',
  },
  'TRACE-NOT-WRITTEN': {
    scope: 'file',
    retry: 'later',
    hint: 'Name another file with `--trace`.',
  },
  'TRANSFER-AMBIGUOUS': {
    scope: 'file',
    retry: 'never',
    hint: 'Say it again with the id of the one that is meant.',
  },
  'TRANSFER-UNKNOWN': {
    scope: 'file',
    retry: 'never',
    hint: 'List what there is with `pesit-drop list`.',
  },
  'MOVE-REFUSED': {
    scope: 'file',
    retry: 'never',
    hint: 'Look at its state with `pesit-drop show ID`.',
  },
  'SPOOL-ORPHAN': {
    scope: 'daemon',
    retry: 'never',
    hint: 'Look at the file named above, put it where it belongs, and take it out of the spool; the next start forgets it.',
  },
  'EVIDENCE-NOT-WRITTEN': {
    scope: 'file',
    retry: 'later',
    hint: 'Name another file with `--out`: one that is there is never replaced.',
  },
  'DAEMON-NOT-RUNNING': {
    scope: 'daemon',
    retry: 'later',
    hint: 'Start it: `systemctl start pesit-drop`, or `pesit-drop run --config FILE`.',
  },
  'DAEMON-SILENT': {
    scope: 'daemon',
    retry: 'later',
    hint: 'Look at its log and at the disks. If a signal stopped it, SIGCONT lets it go on; else restart it.',
  },
  'SECRET-MISSING': {
    scope: 'daemon',
    retry: 'never',
    hint: 'Set the environment variable, the file or the systemd credential that the configuration names.',
  },
} as const satisfies Record<string, CatalogueEntry>

export type ErrorCode = keyof typeof errorCatalogue
