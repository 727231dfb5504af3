// English words for faults of the configuration file. Pure.

import type {
  configuration,
  NameFault,
  Needed,
  NeededForm,
  ScheduleFault,
} from '../../catalogue/machine/configuration.ts'
import type { ArgumentsIn, WordsFor } from '../../entry.ts'

const nothing = () => ''

export const configurationInEnglish: WordsFor<typeof configuration> = {
  'CONFIG-FILE-UNREADABLE': {
    title: 'The configuration cannot be read',
    sentence(values) {
      switch (values.why) {
        case 'absent':
          return 'There is no such file: give its path with --config.'
        case 'folder':
          return 'This is a folder: name the file in it.'
        case 'not-regular':
          return 'This is not a regular file.'
        case 'not-utf-8':
          return 'The file is not UTF-8: save it as UTF-8.'
        case 'forbidden':
          return 'The file may not be read: give the user who runs this the right to.'
        case 'empty':
          return 'The file is empty: start from config.example.yaml.'
        case 'no-keys':
          return 'This is not a configuration: it begins with keys such as “data:” and “banks:”, see config.example.yaml.'
        case 'large':
          return `The file is larger than ${values.maximum}: this is not a configuration.`
        case 'other':
          return `The file cannot be read: ${values.error}.`
      }
    },
    next: nothing,
  },
  'CONFIG-NOT-YAML': {
    title: 'The configuration is not valid YAML',
    sentence(values) {
      switch (values.why) {
        case 'tab':
          return 'There is a tab: indentation is made of blanks.'
        case 'second-document':
          return 'A second document begins here: one file is one configuration, without ---.'
        case 'tag':
          return 'Tags (!name) are not read here; a value that begins with ! must stand in quotes.'
        case 'key-not-word':
          return 'A key must be a plain word.'
        case 'star':
          return 'A value that begins with * must stand in quotes, such as "*.xml".'
        case 'aliases':
          return 'Aliases (*name) multiply beyond measure: write the values out.'
        case 'key-twice':
          return `The key “${values.key}” stands twice.`
        case 'deep':
          return `This is not a configuration: more than ${values.maximumLevels} levels lie inside each other.`
        case 'other':
          return `This is not YAML: ${values.error}.`
      }
    },
    next: nothing,
  },
  'CONFIG-KEY-UNKNOWN': {
    title: 'A key that is not known',
    sentence: ({ key }) => `Unknown key “${key}”.`,
    next: ({ meant, known }) =>
      meant === null ? `Known here: ${known.join(', ')}.` : `Did you mean “${meant}”?`,
  },
  'CONFIG-KEY-EXCLUDED': {
    title: 'Keys that exclude each other',
    sentence: ({ key, others }) =>
      others.length === 0
        ? `“${key}” cannot have this value.`
        : `“${key}” does not go with ${others.map((one) => `“${one}”`).join(' and ')}: choose one.`,
    next: nothing,
  },
  'CONFIG-KEY-MISSING': {
    title: 'A key is missing',
    sentence: (at) => `${label(at)} is missing.`,
    next: nothing,
  },
  'CONFIG-KEY-EMPTY': {
    title: 'A value is empty',
    sentence: (at) =>
      at.what === 'value'
        ? `${label(at)} is empty.`
        : `${label(at)} is empty: give it a value, or take the line away.`,
    next: nothing,
  },
  'CONFIG-VALUE-WRONG': {
    title: 'A value that does not fit',
    sentence: (at) => `${label(at)}: ${neededWords(at.needed)}.`,
    next: nothing,
  },
  'CONFIG-ZONE-UNKNOWN': {
    title: 'An unknown time zone',
    sentence: ({ zone }) => `“${zone}” is not a time zone; write one like Europe/Paris.`,
    next: nothing,
  },
  'CONFIG-SCHEDULE-WRONG': {
    title: 'A schedule that cannot be used',
    sentence: ({ expression, what }) =>
      `“${expression}” is not a schedule: ${scheduleWords(what)}.`,
    next: nothing,
  },
  'CONFIG-NAME-WRONG': {
    title: 'A template of names that cannot be used',
    sentence: ({ what }) => `${nameWords(what)}.`,
    next: nothing,
  },
  'CONFIG-USED-TWICE': {
    title: 'Something is configured twice',
    sentence(values) {
      const line = `line ${values.first}`
      switch (values.what) {
        case 'webhook':
          return `This webhook is there already (${line}).`
        case 'id':
        case 'name':
          return `The ${values.what} ${values.value} is used twice (${line}).`
        case 'partner':
          return `It is the same bank with the same partner as in ${line}: their transfers would get the same numbers (PI 13), and the bank would take one for another.`
        case 'virtual-file':
          return `${values.virtualFile} of ${values.bank} is fetched already (${line}): a file can go into one inbox only.`
      }
    },
    next: ({ what }) =>
      what === 'partner' ? 'One bank is enough: outboxes and inboxes share it.' : '',
  },
  'CONFIG-BANK-UNKNOWN': {
    title: 'A bank that is not defined',
    sentence: ({ bank }) => `Bank “${bank}” is not defined.`,
    next: ({ known }) => `Defined: ${known.join(', ')}.`,
  },
  'CONFIG-SIZES-CONTRADICT': {
    title: 'Sizes that exclude each other',
    sentence(values) {
      if (values.what === 'interval')
        return `Sync points every ${values.interval} bytes are impossible with records of ${values.articleBytes}: set articleBytes to ${values.interval} at most, or a longer interval.`
      const { articleBytes, entityBytes, headerBytes } = values
      return `A record of ${articleBytes} bytes does not fit into an entity of ${entityBytes}: ${entityBytes - headerBytes} at most, because ${headerBytes} are the header.`
    },
    next: nothing,
  },
  'CONFIG-KEYS-CONTRADICT': {
    title: 'Values that exclude each other',
    sentence: ({ what }) =>
      ({
        resync: 'resync needs sync points to go back to.',
        probe: 'probe asks by a restart, and restart is false.',
        'final-barrier': 'finalBarrier needs sync points with a window of at least 1.',
        'tls-pair': 'tls.cert and tls.key go together.',
        'retry-delays': 'maximumDelay is shorter than firstDelay.',
        'calls-without-listen': 'A bank that may call needs `listen`: the port on which it calls.',
        'certificate-without-authority':
          'A certificate is only asked for where `listen.tls.ca` names its authority.',
      })[what],
    next: nothing,
  },
  'CONFIG-USER-IS-PROXY': {
    title: 'A user that speaks for others',
    sentence: ({ user }) =>
      `${user} runs a proxy or a web server, which speaks for others: give its programs a key (pesit-drop keys add), or let them run as another user.`,
    next: nothing,
  },
  'CONFIG-MARKER-CANCELS': {
    title: 'A marker that is also a cancel file',
    sentence: ({ marker }) =>
      `${marker} would say that a file is complete, and beside.cancel takes it as the order to cancel that file: give the marker another ending, such as {name}.ok.`,
    next: nothing,
  },
  'CONFIG-FOLDERS-OVERLAP': {
    title: 'Folders that overlap',
    sentence: overlapWords,
    next: nothing,
  },
  'CONFIG-STATUS-FOLDER-TAKEN': {
    title: 'A folder for status files that is in use',
    sentence: (values) =>
      values.why === 'other-outbox'
        ? `${values.path} has the status files of another outbox already: files of one name in both could not be told apart.`
        : `${values.path} lies in the ${values.what} ${values.other}: status files need another folder.`,
    next: nothing,
  },
  'CONFIG-LOCAL-FOLDER-UNSAFE': {
    title: 'A folder for programs that holds our own files',
    sentence({ path, how, dataFolder }) {
      const relation = {
        same: 'is the data folder',
        inside: `lies in the data folder ${dataFolder}`,
        holds: `holds the data folder ${dataFolder}`,
      }[how]
      return `${path} ${relation}: programs could send our own files by path, or replace them.`
    },
    next: () => 'Name a folder apart from it.',
  },
  'CONFIG-OTHER-DISK': {
    title: 'The data folder lies on two disks',
    sentence: ({ path, dataFolder }) =>
      `${path} lies on another disk than ${dataFolder}: all of the data folder must lie on one.`,
    next: nothing,
  },
}

/** `“take”, entry 2`. */
function label({ key, entry }: { readonly key: string; readonly entry: number | null }): string {
  return entry === null ? `“${key}”` : `“${key}”, entry ${entry}`
}

function overlapWords(
  values: ArgumentsIn<(typeof configuration)['CONFIG-FOLDERS-OVERLAP']>,
): string {
  const { path, first } = values
  switch (values.how) {
    case 'two-inboxes':
      return `${path} is an inbox${ofFile(values.virtualFile)} already (line ${first}): give each its own folder.`
    case 'two-outboxes':
      return `${path} is an outbox${ofFile(values.virtualFile)} already (line ${first}): two outboxes may not share a folder.`
    case 'same':
      return `${path} is the ${values.what} of line ${first} already.`
    case 'inside':
      return `${path} lies inside the ${values.what} ${values.other} (line ${first}): keep them apart.`
    case 'holds':
      return `${path} holds the ${values.what} ${values.other} (line ${first}): keep them apart.`
  }
}

function ofFile(virtualFile: string): string {
  return virtualFile === '' ? '' : ` of ${virtualFile}`
}

function neededWords(needed: Needed): string {
  switch (needed.kind) {
    case 'form':
      return forms[needed.form]
    case 'between':
      return `from ${needed.least} to ${needed.most}`
    case 'at-least':
      return `${needed.value} is too small: ${needed.minimum} at least`
    case 'at-most':
      return `${needed.value} is too large: ${needed.maximum} at most`
    case 'one-of':
      return `${needed.choices.length === 1 ? '' : 'one of '}${needed.choices.join(', ')} is needed`
    case 'keys':
      return `keys of its own are needed here: ${needed.known.join(', ')}`
    case 'type':
      return `${needed.type} is needed`
  }
}

const forms: Readonly<Record<NeededForm, string>> = {
  text: 'a text is needed',
  'text-in-quotes': 'a text is needed: write it in quotes',
  quotes: 'write it in quotes',
  'whole-number': 'a whole number is needed',
  number: 'a number is needed, without quotes',
  'true-or-false': 'true or false is needed',
  list: 'a list is needed, such as [a, b]',
  duration: 'a duration is a number and ms, s, m, h or d, such as 30s',
  keep: 'a duration from 1m to 36500d such as 400d, or forever',
  size: 'a size is a number of bytes, or with KB, MB or GB, such as 64 KB',
  'whole-kb': 'whole KB, because PI 7 counts in KB',
  'whole-path': '~ is not expanded here: write the whole path',
  'path-without-nul': 'a path holds no NUL',
  'credential-name': 'the name of a credential, not a path',
  'secret-elsewhere':
    'a secret does not stand in this file: write { env: NAME }, { file: /path } or { credential: name }',
  'one-secret-source': 'exactly one of env, file and credential is needed',
  identifier: 'an identifier has 1 to 24 printable ASCII characters',
  'pre-connection-identifier': '1 to 8 printable ASCII characters without blanks',
  'virtual-file': 'a virtual file has 1 to 76 printable ASCII characters without blanks (PI 12)',
  'bank-name': 'letters, digits, . _ and -, at most 63',
  host: 'a name or an address alone, without port or scheme',
  'host-name': 'a name in small letters, without a port',
  fingerprint: 'a SHA-256 fingerprint, 32 pairs like AB:CD:…',
  marker: 'a name with {name} in it once and something beside it, such as {name}.ok',
  ready: 'one of { quiet: 10s }, { marker: "{name}.ok" } and { rename: true }',
  formats: 'a list of formats such as [pain.001], or false',
  mode: 'octal in quotes, such as "0640"',
  schedule: 'a schedule such as "*/15 6-20 * * 1-5", or a list of them',
  records: 'bytes, or { lines: lf }, { lines: crlf }, { lines: lf, codePage: "297" } and the like',
  diagnostic: 'a diagnostic is written like 2-204',
  'ascii-template': 'printable ASCII, with {virtualFile} and {name} where these belong',
  template: 'only {virtualFile} and {name} are filled in',
  sync: 'false, or keys of its own, such as { interval: 4 MB, window: 4 }',
  'final-barrier': 'true, false or unlessRefused',
  address: 'an address and a port, such as localhost:9081 or [::1]:9081',
  port: 'a port is 65535 at most',
  'user-name': 'the name of a user',
  user: 'the name or the number of a user of this machine',
  listen: 'an address and a port, such as localhost:9081; or false',
  open: 'true, false, or users of this machine, such as [erp, compta]',
  url: 'a URL begins with http:// or https://',
  'url-without-user':
    'a user or password does not belong into a URL: the signature says who we are',
  'ip-range': 'a range of addresses, such as 10.0.0.0/8',
  'header-name': 'a header’s name: letters, digits and hyphens',
  'another-value': 'another value is needed',
}

function nameWords(fault: NameFault): string {
  switch (fault.kind) {
    case 'empty':
      return 'The name is empty'
    case 'slash':
      return 'A name holds no / and no \\'
    case 'dot':
      return 'A name that begins with a dot is hidden from most programs'
    case 'brace':
      return 'A brace is not closed'
    case 'invisible':
      return 'The name holds characters that cannot be seen'
    case 'same-name':
      return 'Every file would get the same name: add {name}, {sequence}, {time} or {id}'
    case 'placeholder':
      return `{${fault.word}} is not known; there are ${fault.known.map((one) => `{${one}}`).join(' ')}`
    case 'long':
      return `The name is longer than ${fault.maximumBytes} bytes`
  }
}

function scheduleWords(fault: ScheduleFault): string {
  switch (fault.kind) {
    case 'fields':
      return 'five fields are needed: minute hour day month weekday, such as "*/15 6-20 * * 1-5"'
    case 'never-due':
      return 'it never comes due'
    case 'comma':
      return `“${fault.field}” has a comma too many`
    case 'word':
      return `“${fault.part}” is not a ${fault.column}`
    case 'outside':
      return `the ${fault.column} ${fault.number} does not exist: ${fault.minimum} to ${fault.maximum}`
    case 'other':
      return fault.error
  }
}
