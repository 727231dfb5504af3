// Messages about faults of the configuration file: each names the key, what is wrong with it and what would
// fit. A value that could be a secret is never an argument. Pure.

import { entry } from '../../entry.ts'

const wrong = { scope: 'daemon', severity: 'error', fault: 'operator', heals: false } as const

/** The key, and which entry of its list, from 1; null: not an entry of a list. */
type At = { readonly key: string; readonly entry: number | null }

/** What a value must be, where nothing else needs to be said about it. */
export type NeededForm =
  | 'text'
  | 'text-in-quotes'
  | 'quotes'
  | 'whole-number'
  | 'number'
  | 'true-or-false'
  | 'list'
  | 'duration'
  | 'keep'
  | 'size'
  | 'whole-kb'
  | 'whole-path'
  | 'path-without-nul'
  | 'credential-name'
  | 'secret-elsewhere'
  | 'one-secret-source'
  | 'identifier'
  | 'pre-connection-identifier'
  | 'virtual-file'
  | 'bank-name'
  | 'host'
  | 'host-name'
  | 'fingerprint'
  | 'marker'
  | 'ready'
  | 'formats'
  | 'mode'
  | 'schedule'
  | 'records'
  | 'diagnostic'
  | 'ascii-template'
  | 'template'
  | 'sync'
  | 'final-barrier'
  | 'address'
  | 'port'
  | 'user-name'
  | 'user'
  | 'listen'
  | 'open'
  | 'url'
  | 'url-without-user'
  | 'ip-range'
  | 'header-name'
  | 'another-value'

export type Needed =
  | { readonly kind: 'form'; readonly form: NeededForm }
  /** Of durations and sizes, as they are written. */
  | { readonly kind: 'between'; readonly least: string; readonly most: string }
  | { readonly kind: 'at-least'; readonly value: string; readonly minimum: string }
  | { readonly kind: 'at-most'; readonly value: string; readonly maximum: string }
  | { readonly kind: 'one-of'; readonly choices: readonly string[] }
  /** Keys of its own. */
  | { readonly kind: 'keys'; readonly known: readonly string[] }
  /** A type that no other kind names. */
  | { readonly kind: 'type'; readonly type: string }

/** Why a template of file names cannot be used. */
export type NameFault =
  | {
      readonly kind: 'empty' | 'slash' | 'dot' | 'brace' | 'invisible' | 'same-name'
    }
  | { readonly kind: 'placeholder'; readonly word: string; readonly known: readonly string[] }
  | { readonly kind: 'long'; readonly maximumBytes: number }

/** Why an expression is no schedule. */
export type ScheduleFault =
  | { readonly kind: 'fields' | 'never-due' }
  | { readonly kind: 'comma'; readonly field: string }
  | { readonly kind: 'word'; readonly part: string; readonly column: ScheduleColumn }
  | {
      readonly kind: 'outside'
      readonly column: ScheduleColumn
      readonly number: string
      readonly minimum: number
      readonly maximum: number
    }
  | { readonly kind: 'other'; readonly error: string }

type ScheduleColumn = 'minute' | 'hour' | 'day' | 'month' | 'weekday'

export type ConfiguredFolder = 'outbox' | 'inbox' | 'data folder' | 'trace'

export const configuration = {
  'CONFIG-FILE-UNREADABLE': entry<
    | {
        readonly why:
          | 'absent'
          | 'folder'
          | 'not-regular'
          | 'not-utf-8'
          | 'forbidden'
          | 'empty'
          | 'no-keys'
      }
    | { readonly why: 'large'; readonly maximum: string }
    | { readonly why: 'other'; readonly error: string }
  >(wrong),
  'CONFIG-NOT-YAML': entry<
    | { readonly why: 'tab' | 'second-document' | 'tag' | 'key-not-word' | 'star' | 'aliases' }
    | { readonly why: 'key-twice'; readonly key: string }
    | { readonly why: 'deep'; readonly maximumLevels: number }
    | { readonly why: 'other'; readonly error: string }
  >(wrong),
  'CONFIG-KEY-UNKNOWN': entry<{
    readonly key: string
    /** The known key that was probably meant. */
    readonly meant: string | null
    readonly known: readonly string[]
  }>(wrong),
  /** `others`: keys beside it, which it excludes; none: its value fits nothing. */
  'CONFIG-KEY-EXCLUDED': entry<{ readonly key: string; readonly others: readonly string[] }>(wrong),
  'CONFIG-KEY-MISSING': entry<At>(wrong),
  /** `key`: it has no value. `value`: its text or list is empty. */
  'CONFIG-KEY-EMPTY': entry<At & { readonly what: 'key' | 'value' }>(wrong),
  'CONFIG-VALUE-WRONG': entry<At & { readonly needed: Needed }>(wrong),
  'CONFIG-ZONE-UNKNOWN': entry<{ readonly zone: string }>(wrong),
  'CONFIG-SCHEDULE-WRONG': entry<{ readonly expression: string; readonly what: ScheduleFault }>(
    wrong,
  ),
  'CONFIG-NAME-WRONG': entry<{ readonly what: NameFault }>(wrong),
  /** `first`: the line where it is used already. */
  'CONFIG-USED-TWICE': entry<
    | { readonly what: 'webhook'; readonly first: number }
    | { readonly what: 'id' | 'name'; readonly value: string; readonly first: number }
    /** The same bank with the same partner. */
    | { readonly what: 'partner'; readonly first: number }
    | {
        readonly what: 'virtual-file'
        readonly virtualFile: string
        readonly bank: string
        readonly first: number
      }
  >(wrong),
  'CONFIG-BANK-UNKNOWN': entry<{ readonly bank: string; readonly known: readonly string[] }>(wrong),
  'CONFIG-SIZES-CONTRADICT': entry<
    | {
        readonly what: 'record'
        readonly articleBytes: number
        readonly entityBytes: number
        readonly headerBytes: number
      }
    | { readonly what: 'interval'; readonly interval: number; readonly articleBytes: number }
  >(wrong),
  'CONFIG-KEYS-CONTRADICT': entry<{
    readonly what:
      | 'resync'
      | 'probe'
      | 'final-barrier'
      | 'tls-pair'
      | 'retry-delays'
      | 'calls-without-listen'
      | 'certificate-without-authority'
  }>(wrong),
  'CONFIG-USER-IS-PROXY': entry<{ readonly user: string }>(wrong),
  'CONFIG-MARKER-CANCELS': entry<{ readonly marker: string }>(wrong),
  /** `first`: the line of the other folder. `virtualFile`: of the other one; '' where it has none. */
  'CONFIG-FOLDERS-OVERLAP': entry<
    | {
        readonly how: 'two-inboxes' | 'two-outboxes'
        readonly path: string
        readonly virtualFile: string
        readonly first: number
      }
    | {
        readonly how: 'same'
        readonly path: string
        readonly what: ConfiguredFolder
        readonly first: number
      }
    | {
        readonly how: 'inside' | 'holds'
        readonly path: string
        readonly what: ConfiguredFolder
        readonly other: string
        readonly first: number
      }
  >(wrong),
  'CONFIG-STATUS-FOLDER-TAKEN': entry<
    | { readonly why: 'other-outbox'; readonly path: string }
    | {
        readonly why: 'other-use'
        readonly path: string
        readonly what: ConfiguredFolder
        readonly other: string
      }
  >(wrong),
  'CONFIG-LOCAL-FOLDER-UNSAFE': entry<{
    readonly path: string
    readonly how: 'same' | 'inside' | 'holds'
    readonly dataFolder: string
  }>(wrong),
  'CONFIG-OTHER-DISK': entry<{ readonly path: string; readonly dataFolder: string }>(wrong),
} as const
