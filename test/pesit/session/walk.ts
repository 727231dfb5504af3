// Brings a fresh session into any state of its table, by a conversation; and everything that can happen to it
// there: every FPDU of the other side, every command of its caller.

import { encodeFpdu } from '../../../src/pesit/fpdu/encode.ts'
import type { FpduName } from '../../../src/pesit/fpdu/fpdu.ts'
import type { Parameters } from '../../../src/pesit/parameters/parameters.ts'
import type { SessionCommand } from '../../../src/pesit/session/commands.ts'
import { createRequester } from '../../../src/pesit/session/requester/requester.ts'
import { createResponder } from '../../../src/pesit/session/responder/responder.ts'
import type { Session } from '../../../src/pesit/session/session.ts'
import { frame } from '../../../src/pesit/wire/framing.ts'
import { preConnectionMagic } from '../../../src/pesit/wire/pre-connection.ts'

export type RoleName = 'requester' | 'responder'
export const ids = { requester: 1, responder: 0x61 } as const
const timers = { connectMs: 1000, answerMs: 2000, longAnswerMs: 3000, idleMs: 4000 }

const yes = { diagnostic: { type: 0, reason: 0 } }
const no = { diagnostic: { type: 2, reason: 213 } }
const file = { file: { fileType: 0, fileName: 'VIREMENTS' } }
const createParameters: Parameters = {
  ...file,
  transferNumber: 7,
  dataCode: 'binary',
  priority: 0,
  entityBytes: 4096,
  logical: { articleFormat: 'variable', articleBytes: 512, organisation: 0 },
  physical: { spaceUnit: 'kilobytes', maximumSpace: 2 },
  historical: { creationDate: '260930081500' },
}
const selectParameters: Parameters = { ...file, transferNumber: 0, priority: 0, entityBytes: 4096 }
const messageParameters: Parameters = {
  ...file,
  transferNumber: 7,
  historical: { creationDate: '260930081500' },
}

/** What each FPDU says here; with a sign where an answer may say yes or no. */
export const samples: Readonly<Record<string, Parameters>> = {
  CONNECT: {
    requester: 'CORPCLI',
    server: 'BANKSRV',
    version: 2,
    sync: { intervalKb: 1, window: 2 },
    accessType: 'mixed',
    resync: true,
  },
  ACONNECT: { version: 2, sync: { intervalKb: 1, window: 2 }, resync: true },
  RCONNECT: { diagnostic: { type: 3, reason: 304 } },
  RELEASE: yes,
  RELCONF: {},
  CREATE: createParameters,
  'ACK(CREATE)+': { ...yes, entityBytes: 4096 },
  'ACK(CREATE)-': { ...no, entityBytes: 4096 },
  SELECT: selectParameters,
  'ACK(SELECT)+': {
    ...yes,
    ...file,
    transferNumber: 7,
    entityBytes: 4096,
    logical: { articleBytes: 512 },
  },
  'ACK(SELECT)-': { ...no, ...file, transferNumber: 0, entityBytes: 4096 },
  DESELECT: yes,
  'ACK(DESELECT)+': yes,
  'ACK(DESELECT)-': no,
  ORF: { compression: { use: false, type: 0 } },
  'ACK(ORF)+': { ...yes, compression: { use: false, type: 0 } },
  'ACK(ORF)-': { ...no, compression: { use: false, type: 0 } },
  CRF: yes,
  'ACK(CRF)+': yes,
  'ACK(CRF)-': no,
  READ: { restartPoint: 0 },
  'ACK(READ)+': yes,
  'ACK(READ)-': no,
  WRITE: {},
  'ACK(WRITE)+': { ...yes, restartPoint: 0 },
  'ACK(WRITE)-': { ...no, restartPoint: 0 },
  DTF: {},
  SYN: { syncNumber: 1 },
  'ACK(SYN)': { syncNumber: 1 },
  'DTF.END': yes,
  RESYN: { diagnostic: { type: 1, reason: 100 }, restartPoint: 0 },
  'ACK(RESYN)': { restartPoint: 0 },
  IDT: { diagnostic: { type: 2, reason: 216 }, endCode: 8 },
  'ACK(IDT)': {},
  'TRANS.END': {},
  'ACK(TRANS.END)+': yes,
  'ACK(TRANS.END)-': no,
  MSG: messageParameters,
  MSGDM: { ...messageParameters, message: Uint8Array.of(65) },
  MSGMM: { message: Uint8Array.of(66) },
  MSGFM: { message: Uint8Array.of(67) },
  'ACK(MSG)+': yes,
  'ACK(MSG)-': no,
}

const nameOf = (key: string): FpduName => key.replace(/[+-]$/, '') as FpduName

/** One framed FPDU from the other side of `role`. */
export function fromPeer(role: RoleName, key: string): Uint8Array {
  const name = nameOf(key)
  const peer = role === 'requester' ? ids.responder : ids.requester
  const carriesId = ['CONNECT', 'ACONNECT', 'RELEASE', 'RELCONF'].includes(name)
  const body = name === 'DTF' ? { body: Uint8Array.of(1, 2, 3) } : {}
  const dst = name === 'CONNECT' ? 0 : ids[role]
  const parameters = samples[key] ?? {}
  return frame(
    encodeFpdu({ name, dst, src: carriesId ? peer : 0, parameters, ...body }),
    'prefixed',
  )
}

/** The command that makes an event of the tables happen. */
export const commands: Readonly<Record<RoleName, Readonly<Record<string, SessionCommand>>>> = {
  requester: {
    'snd CONNECT': { type: 'connect' },
    'snd CREATE': {
      type: 'create',
      request: { ...(createParameters as never as object), restarted: false } as never,
    },
    'snd SELECT': {
      type: 'select',
      request: {
        ...(selectParameters as never as object),
        restarted: false,
        requestedAttributes: 0,
      } as never,
    },
    'snd MSG': {
      type: 'message',
      request: {
        file: { fileType: 0, fileName: 'VIREMENTS' },
        transferNumber: 7,
        answerWanted: false,
        creationDate: '260930081500',
      },
      message: Uint8Array.of(65),
    },
    'snd RELEASE': { type: 'release' },
    'snd ORF': { type: 'open' },
    'snd DESELECT': { type: 'deselect' },
    'snd WRITE': { type: 'write' },
    'snd READ': { type: 'read', restartPoint: 0 },
    'snd CRF': { type: 'close' },
    'snd TRANS.END': { type: 'end-transfer' },
  },
  responder: {
    'snd ACONNECT': { type: 'accept-connect' },
    'snd RCONNECT': { type: 'refuse-connect', diagnostic: { type: 3, reason: 304 } },
    'snd RELCONF': { type: 'confirm-release' },
    'snd ACK(CREATE)+': { type: 'accept-create' },
    'snd ACK(CREATE)-': { type: 'refuse-create', ...no },
    'snd ACK(SELECT)+': {
      type: 'accept-select',
      offer: { file: { fileType: 0, fileName: 'VIREMENTS' }, transferNumber: 7, entityBytes: 4096 },
    },
    'snd ACK(SELECT)-': { type: 'refuse-select', ...no },
    'snd ACK(DESELECT)+': { type: 'confirm-deselect' },
    'snd ACK(DESELECT)-': { type: 'confirm-deselect', ...no },
    'snd ACK(ORF)+': { type: 'accept-open' },
    'snd ACK(ORF)-': { type: 'refuse-open', ...no },
    'snd ACK(CRF)+': { type: 'confirm-close' },
    'snd ACK(CRF)-': { type: 'confirm-close', ...no },
    'snd ACK(WRITE)+': { type: 'accept-write', restartPoint: 0 },
    'snd ACK(WRITE)-': { type: 'refuse-write', ...no },
    'snd ACK(READ)+': { type: 'accept-read' },
    'snd ACK(READ)-': { type: 'refuse-read', ...no },
    'snd ACK(TRANS.END)+': { type: 'confirm-transfer' },
    'snd ACK(TRANS.END)-': { type: 'refuse-transfer', ...no },
    'snd ACK(MSG)+': { type: 'confirm-message' },
    'snd ACK(MSG)-': { type: 'confirm-message', ...no },
  },
}

/** The same for both sides of file data. */
export const dataCommands: Readonly<Record<string, SessionCommand>> = {
  'snd DTF': { type: 'data', entities: Uint8Array.of(0), dataBytes: 3, articles: 1 },
  'snd SYN': { type: 'sync' },
  'snd ACK(SYN)': { type: 'acknowledge-sync', number: 1 },
  'snd DTF.END': { type: 'end-data' },
  'snd RESYN': { type: 'resync', diagnostic: { type: 1, reason: 100 }, restartPoint: 0 },
  'snd ACK(RESYN)': { type: 'accept-resync', restartPoint: 0 },
  'snd IDT': { type: 'interrupt', diagnostic: { type: 2, reason: 216 }, endCode: 8 },
}

/** Steps to a state: `>` a command, `<` an FPDU of the other side. */
const open = {
  requester: {
    CN03: '>CONNECT <ACONNECT',
    write: '>CREATE <ACK(CREATE)+',
    read: '>SELECT <ACK(SELECT)+',
    OF02: '>ORF <ACK(ORF)+',
    TDE02: '>WRITE <ACK(WRITE)+',
    TDL02: '>READ <ACK(READ)+',
  },
  responder: {
    CN03: '<CONNECT >ACONNECT',
    write: '<CREATE >ACK(CREATE)+',
    read: '<SELECT >ACK(SELECT)+',
    OF02: '<ORF >ACK(ORF)+',
    TDE02: '<WRITE >ACK(WRITE)+',
    TDL02: '<READ >ACK(READ)+',
  },
} as const

export interface Way {
  readonly purpose?: 'write' | 'read'
  /** A sync point was set on the way, before the end of the data. */
  readonly sync?: boolean
}

function pathTo(role: RoleName, state: string, way: Way): string {
  const { purpose = 'write' } = way
  const { CN03, OF02, TDE02, TDL02 } = open[role]
  const selected = `${CN03} ${open[role][purpose]}`
  const opened = `${selected} ${OF02}`
  const ours = role === 'requester' ? '>' : '<'
  const sends = (role === 'requester') === state.startsWith('TDE')
  const data = sends ? '>' : '<'
  const point = way.sync === true ? ` ${data}SYN` : ''
  const transfer = state.startsWith('TDL')
    ? `${CN03} ${open[role].read} ${OF02} ${TDL02}${point}`
    : `${CN03} ${open[role].write} ${OF02} ${TDE02}${point}`
  const ending: Readonly<Record<string, string>> = {
    '02': '',
    '03': '>RESYN',
    '04': '<RESYN',
    '05': '>IDT',
    '07': `${data}DTF.END`,
    '08': `${data}DTF.END ${ours}TRANS.END`,
  }
  const phase = /^TD[EL](0[2-8])[AB]$/.exec(state)?.[1]
  if (phase !== undefined) return `${transfer} ${ending[phase] ?? ''}`
  const outside: Readonly<Record<string, string>> = {
    CN01: '',
    PC01A: '>PRE-CONNECTION',
    CN02A: '>CONNECT',
    CN02B: '<CONNECT',
    CN03,
    CN04A: `${CN03} >RELEASE`,
    CN04B: `${CN03} <RELEASE`,
    MG02B: `${CN03} <MSGDM`,
    MG04A: `${CN03} >MSG`,
    MG04B: `${CN03} <MSG`,
    SF01A: `${CN03} >CREATE`,
    SF01B: `${CN03} <CREATE`,
    SF02A: `${CN03} >SELECT`,
    SF02B: `${CN03} <SELECT`,
    SF03: selected,
    SF04A: `${selected} >DESELECT`,
    SF04B: `${selected} <DESELECT`,
    OF01A: `${selected} >ORF`,
    OF01B: `${selected} <ORF`,
    OF02: opened,
    OF03A: `${opened} >CRF`,
    OF03B: `${opened} <CRF`,
    TDE01A: `${CN03} ${open[role].write} ${OF02} >WRITE`,
    TDE01B: `${CN03} ${open[role].write} ${OF02} <WRITE`,
    TDL01A: `${CN03} ${open[role].read} ${OF02} >READ`,
    TDL01B: `${CN03} ${open[role].read} ${OF02} <READ`,
  }
  const path = outside[state]
  if (path === undefined) throw new Error(`no way is known to ${state}`)
  return path
}

/** What a session has said and told, since `forget`. */
export interface Walked {
  readonly session: Session
  readonly sent: Uint8Array[]
  readonly events: string[]
  closed: boolean
  forget(): void
  command(command: SessionCommand): void
  receive(bytes: Uint8Array): void
  tick(nowMs: number): void
}

export function bring(role: RoleName, state: string, way: Way = {}): Walked {
  const walked = fresh(role, state === 'PC01A')
  for (const step of pathTo(role, state, way)
    .split(/\s+/)
    .filter((one) => one !== ''))
    perform(walked, role, step)
  walked.forget()
  return walked
}

export function perform(walked: Walked, role: RoleName, step: string): void {
  const key = step.slice(1)
  if (step.startsWith('<')) return walked.receive(fromPeer(role, key))
  const event = key === 'PRE-CONNECTION' ? 'snd CONNECT' : `snd ${key}`
  const command = commands[role][event] ?? dataCommands[event]
  if (command === undefined) throw new Error(`no command sends ${key}`)
  walked.command(command)
}

function fresh(role: RoleName, preConnection: boolean): Walked {
  const common = { abortForm: 'raw', maximumEntityBytes: 4096, timers } as const
  const session =
    role === 'requester'
      ? createRequester({
          ...common,
          requester: 'CORPCLI',
          server: 'BANKSRV',
          accessType: 'mixed',
          sync: { intervalKb: 1, window: 2 },
          resync: true,
          framing: 'prefixed',
          connectionId: ids.requester,
          ...(preConnection ? { preConnection: { identifier: 'CORPCLI', password: 'X' } } : {}),
        })
      : createResponder({
          ...common,
          framing: 'detect',
          connectionId: ids.responder,
          maximumSync: { intervalKb: 1, window: 2 },
          resync: true,
        })
  const walked: Walked = {
    session,
    sent: [],
    events: [],
    closed: false,
    forget() {
      walked.sent.length = 0
      walked.events.length = 0
    },
    command: (command) => take(session.command(command, 0)),
    receive: (bytes) => take(session.receive(bytes, 0)),
    tick: (nowMs) => take(session.tick(nowMs)),
  }
  const take = (output: ReturnType<Session['tick']>) => {
    walked.sent.push(...output.send)
    walked.events.push(
      ...output.events.filter(({ type }) => type !== 'oddity').map(({ type }) => type),
    )
    walked.closed ||= output.close
  }
  take(session.tick(0))
  return walked
}

/** A pre-connection as it comes, framed. */
export const preConnection = frame(
  Uint8Array.of(...preConnectionMagic, ...new Array<number>(16).fill(0x40)),
  'prefixed',
)
