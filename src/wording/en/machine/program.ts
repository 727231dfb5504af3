// English words for what stops the program or a command before it can work. Pure.

import type { program, SecretUse } from '../../catalogue/machine/program.ts'
import type { ArgumentsIn, InnerReader, WordsFor } from '../../entry.ts'

export const programInEnglish: WordsFor<typeof program> = {
  'CONFIG-INVALID': {
    title: 'The configuration is not valid',
    sentence: (values, reader) =>
      values.why === 'faults'
        ? listOfFaults(values, reader)
        : `The data folder ${values.folder} lies on a network file system (${values.fileSystem}), and a ledger needs a local disk.`,
    next: ({ why }) =>
      why === 'faults'
        ? 'Correct the lines named above, then run `pesit-drop check-config`.'
        : 'Give `data` a folder on a local disk. Outboxes and inboxes may stay on the network.',
  },
  'SECRET-MISSING': {
    title: 'A secret is missing',
    sentence: (values, { what }) => {
      switch (values.why) {
        case 'no-variable':
          return `The environment variable ${values.name} is not set.`
        case 'no-credential':
          return `The credential ${values.name} cannot be read: systemd gave none (LoadCredential=).`
        case 'unreadable':
          return `The secret ${values.path} cannot be read: ${values.error}.`
        case 'too-long':
          return `The password has more than ${values.maximum} characters, which PeSIT cannot carry.`
        case 'characters':
          return 'The password has blanks or characters that are not ASCII.'
        case 'webhook':
          return `The secret of webhook ${values.webhook} cannot be read.`
        case 'not-a-key':
          return `${values.path} is not a key: it has ${values.bytes} bytes.`
        case 'several':
          return values.secrets.map(what).join('\n')
      }
    },
    next: (values) => {
      if (values.why === 'webhook')
        return `Put ${values.path} back from its backup, or give the webhook its secret again.`
      if (values.why === 'not-a-key')
        return 'Put it back from its backup; or remove it, and give every webhook of the API its secret again.'
      return 'Set the environment variable, the file or the systemd credential that the configuration names.'
    },
  },
  'SECRET-UNUSABLE': {
    title: 'A secret cannot be used',
    sentence: ({ use, of, what }, words) =>
      `The ${secretOf[use](of)} cannot be used: ${words.what(what)}`,
    next: () => '',
  },
  'PORT-TAKEN': {
    title: 'The port for banks cannot be had',
    sentence: ({ what }, words) => words.what(what),
    next: ({ what }, words) => words.next(what),
  },
  'CONTROL-UNSAFE': {
    title: 'The control socket is not safe',
    sentence: ({ what }, words) => words.what(what),
    next: ({ what }, words) => words.next(what),
  },
  'DAEMON-NOT-RUNNING': {
    title: 'The daemon does not run',
    sentence: (values) => {
      switch (values.why) {
        case 'absent':
          return `No daemon works with ${values.dataFolder}.`
        case 'forbidden':
          return `You may not speak to the daemon of ${values.dataFolder}.`
        case 'read-only':
          return 'This needs the daemon: the ledger is open for reading only.'
      }
    },
    next: ({ why }) =>
      why === 'forbidden'
        ? 'Join the group that owns its control.sock, or use sudo.'
        : 'Start it: `systemctl start pesit-drop`, or `pesit-drop run --config FILE`.',
  },
  'SANDBOX-NOT-STARTED': {
    title: 'The sandbox cannot start',
    sentence: ({ folder, host, port, error }) =>
      `The sandbox cannot start with the folder ${folder} on ${host}:${port}: ${error}.`,
    next: () => 'Name another `--folder`, `--host` or `--port`.',
  },
}

const secretOf: Readonly<Record<SecretUse, (of: string) => string>> = {
  password: (of) => `password of ${of}`,
  'new-password': (of) => `new password of ${of}`,
  'caller-password': (of) => `password of ${of} as a caller`,
  'server-password': (of) => `server password of ${of}`,
  'pre-connection-password': (of) => `pre-connection password of ${of}`,
  passphrase: (of) => `passphrase of ${of}`,
  'webhook-secret': (of) => `secret of the webhook ${of}`,
  'previous-webhook-secret': (of) => `previous secret of the webhook ${of}`,
}

type Faults = Extract<ArgumentsIn<(typeof program)['CONFIG-INVALID']>, { readonly why: 'faults' }>

/** `config.yaml:21:5   unknown key …`, aligned, with a last line that counts. */
function listOfFaults({ file, faults }: Faults, { all }: InnerReader): string {
  const places = faults.map(({ line, column }) => `${file}:${line}:${column}`)
  const width = Math.max(...places.map((place) => place.length))
  const lines = faults.map(
    (fault, index) => `${(places[index] ?? '').padEnd(width)}  ${harmless(all(fault.message))}`,
  )
  const count = `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`
  return [...lines, `${count}. Nothing was started.`].join('\n')
}

/** A key of the file may hold what a terminal obeys. */
function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?')
}
