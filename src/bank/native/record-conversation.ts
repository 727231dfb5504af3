// Wraps a line so that its conversation is recorded: our requests and the bank's answers by their PeSIT
// names, with diagnostics, restart points and counts. Single data FPDUs and sync points are not recorded;
// secrets and content never are.

import { describeDiagnostic } from '../../pesit/parameters/diagnostics.ts'
import type { SessionCommand } from '../../pesit/session/commands.ts'
import type { Line, LineEvent } from '../../pesit-socket/line.ts'
import type { Speaker } from '../bank.ts'
import type { Diagnostic } from '../../pesit/parameters/parameters.ts'

type RecordStep = (by: Speaker, what: string) => void

export function recordConversation(line: Line, recordStep: RecordStep): Line {
  const { security } = line
  const protection = security === null ? 'without TLS' : `${security.protocol} ${security.cipher}`
  recordStep('us', `on the line to ${line.peer}, ${protection}`)
  return {
    session: line.session,
    peer: line.peer,
    framing: line.framing,
    peerId: line.peerId,
    peerFingerprint: line.peerFingerprint,
    security,
    get ended() {
      return line.ended
    },
    command(command) {
      const what = ours(command)
      if (what !== null) recordStep('us', what)
      return line.command(command)
    },
    async next() {
      const event = await line.next()
      const what = theirs(event)
      if (what !== null) recordStep('bank', what)
      return event
    },
    destroy(reason) {
      recordStep('us', `cut the line: ${reason}`)
      line.destroy(reason)
    },
    unacknowledgedBytes: () => line.unacknowledgedBytes(),
    sendGarbage: (bytes) => line.sendGarbage(bytes),
  }
}

const names: Readonly<Partial<Record<SessionCommand['type'], string>>> = {
  create: 'CREATE',
  select: 'SELECT',
  open: 'ORF',
  write: 'WRITE',
  'end-data': 'DTF.END',
  'end-transfer': 'TRANS.END',
  close: 'CRF',
  deselect: 'DESELECT',
  'accept-resync': 'ACK(RESYN)',
}

function ours(command: SessionCommand): string | null {
  switch (command.type) {
    case 'create':
    case 'select': {
      const { transferNumber, restarted } = command.request
      return `${names[command.type]}, PI 13 ${transferNumber}${restarted ? ', restart (PI 15)' : ''}`
    }
    case 'read':
      return `READ from point ${command.restartPoint}`
    case 'interrupt':
      return `IDT, ${describeDiagnostic(command.diagnostic)}, code ${command.endCode}`
    case 'abort':
      return `ABORT, ${describeDiagnostic(command.diagnostic)}`
    default:
      return names[command.type] ?? null
  }
}

const textIn = (event: object) => ('text' in event ? String(event.text) : '')

function theirs(event: LineEvent): string | null {
  switch (event.type) {
    case 'created':
      return 'ACK(CREATE)'
    case 'selected':
      return `ACK(SELECT), PI 13 ${event.selected.transferNumber}`
    case 'refused':
      return `ACK(${event.request.toUpperCase()}), ${say(event.diagnostic, textIn(event))}`
    case 'opened':
      return 'ACK(ORF)'
    case 'write-accepted':
      return `ACK(WRITE) from point ${event.restartPoint}`
    case 'read-accepted':
      return 'ACK(READ)'
    case 'data-ended':
      return `DTF.END, ${say(event.diagnostic, textIn(event))}`
    case 'transfer-answered': {
      const { diagnostic, byteCount } = event
      const answer = diagnostic === undefined ? 'no diagnostic' : say(diagnostic, event.text)
      return `ACK(TRANS.END), ${answer}${byteCount === undefined ? '' : `, ${byteCount} bytes`}`
    }
    case 'closed':
      return `ACK(CRF), ${say(event.diagnostic, textIn(event))}`
    case 'deselected':
      return `ACK(DESELECT), ${say(event.diagnostic, textIn(event))}`
    case 'resync-requested':
      return `RESYN to point ${event.restartPoint}, ${say(event.diagnostic, textIn(event))}`
    case 'interrupted':
      return `IDT, ${say(event.diagnostic, textIn(event))}, code ${event.endCode}`
    case 'interrupt-acknowledged':
      return 'ACK(IDT)'
    case 'aborted':
      return `${event.by === 'us' ? 'aborted by us' : 'ABORT'}, ${say(event.diagnostic, textIn(event))}`
    case 'line-ended':
      return `the line is gone: ${event.reason}`
    default:
      return null
  }
}

/** The diagnostic in words, with what the bank added. */
function say(diagnostic: Diagnostic, text = ''): string {
  return `${describeDiagnostic(diagnostic)}${text === '' ? '' : ` (“${text}”)`}`
}
