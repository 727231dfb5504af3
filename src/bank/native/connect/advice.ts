// What a probe of a bank means for its settings, in sentences for the author of the configuration. Pure.

import type { Answer } from '../../answer.ts'
import type { UnreachableCode } from '../../bank.ts'
import type { BankOptions } from '../options.ts'
import type { Connected, NativeProbeOutcome } from './probe.ts'

/** The settings that advice depends on. */
export interface Settings {
  readonly address: Pick<BankOptions['address'], 'tls'>
  readonly identification: Pick<BankOptions['identification'], 'preConnection' | 'serverPassword'>
  readonly connection: Pick<BankOptions['connection'], 'framing' | 'crc'>
  readonly sync: Pick<BankOptions['sync'], 'points' | 'resync'>
}

/** What to change, the most pressing first; empty when there is nothing to change. */
export function adviceFor(
  settings: Settings,
  outcome: NativeProbeOutcome,
  nowMs: number,
): readonly string[] {
  switch (outcome.kind) {
    case 'connected':
      return [...ofSync(settings, outcome), ...ofRest(settings, outcome, nowMs)]
    case 'refused':
      return ofRefusal(outcome.answer)
    case 'unreachable':
      return outcome.code === 'BANK-SILENT' ? ofSilence(settings) : ofLine(outcome.code)
    case 'local-failure':
      return [
        'The fault is on this side, and the bank was not asked: mend what is named above, a file of `tls` or of a password, or a disk.',
      ]
    case 'cut':
    case 'interrupted':
      return [
        'The bank took the call and ended it: ask its PeSIT desk with what is said above, and keep a trace (`pesit-drop probe BANK --trace FILE`).',
      ]
    case 'stopped':
    case 'bad-restart':
      return ['The call was not brought to its end: call again.']
  }
}

function ofSync({ sync: { points: sync } }: Settings, { negotiated }: Connected): string[] {
  const { intervalBytes, window } = negotiated
  if (sync === null) return []
  if (intervalBytes === 0) {
    return [
      'The bank grants no sync points: a broken file will begin anew. Set `sync: false` to say so, or ask the bank to allow them for this partner.',
    ]
  }
  const advice: string[] = []
  const grantedKb = intervalBytes / 1024
  if (grantedKb < sync.intervalKb)
    advice.push(
      `The bank wants a sync point every ${grantedKb} KB, not every ${sync.intervalKb}. It is done; set \`sync.interval: ${grantedKb} KB\` so that the configuration says it.`,
    )
  if (grantedKb < 64)
    advice.push(
      'Sync points that close together slow large files down. Ask the bank for a longer interval if you send any.',
    )
  if (window === 0)
    advice.push(
      'The bank acknowledges no sync point (window 0): it is unknown how much of a broken file it has. Ask it for a window of 2 to 4.',
    )
  else if (window < sync.window)
    advice.push(
      `The bank allows ${window} unacknowledged sync points, not ${sync.window}. It is done.`,
    )
  return advice
}

const soonMs = 30 * 86_400_000

function ofRest(
  settings: Settings,
  { negotiated, tls, released, oddities }: Connected,
  nowMs: number,
): string[] {
  const advice: string[] = []
  if (settings.sync.resync && !negotiated.resync)
    advice.push('The bank does not take RESYN. Leave `resync` out.')
  if (negotiated.version === 1)
    advice.push('The bank answered with version D of PeSIT. Ask it for version E (Hors-SIT).')
  if (settings.identification.serverPassword === null && negotiated.serverPassword !== undefined)
    advice.push(
      'The bank shows a password of its own (PI 5 of ACONNECT). Ask it which, and set `serverPassword`, so that nobody else can answer in its place.',
    )
  if (tls === null)
    advice.push(
      'The line is not encrypted. Nearly all banks offer TLS; ask for its port and certificate.',
    )
  else if (Date.parse(tls.validTo) - nowMs < soonMs)
    advice.push(`The bank’s certificate ends on ${tls.validTo}. Ask when it will be renewed.`)
  if (!released)
    advice.push(
      'The bank did not answer RELEASE. This does no harm; it may count the line as broken.',
    )
  return [...advice, ...oddities.map((what) => `Tolerated: ${what}.`)]
}

function ofLine(code: Exclude<UnreachableCode, 'BANK-SILENT'>): string[] {
  if (code === 'BANK-UNREACHABLE')
    return [
      'Check `host` and `port`, the firewall, and whether the bank allows the address that you call from.',
    ]
  return [
    'Check `tls.ca` (who signed the bank’s certificate), `tls.serverName` (its name when it is not the host’s), and that the bank knows `tls.cert`. Or the port is one without TLS.',
  ]
}

/** The bank took the line and did not answer CONNECT: it did not understand the first bytes. */
function ofSilence({ address, identification, connection }: Settings): string[] {
  const { framing, crc } = connection
  const { preConnection } = identification
  const { tls } = address
  const other = framing === 'prefixed' ? 'raw' : 'prefixed'
  return [
    ...(crc
      ? [
          'Leave `checksum` out: software that has none cannot read a CONNECT with it, and answers without it (PI 1).',
        ]
      : []),
    `Try \`framing: ${other}\`: the bank may ${other === 'raw' ? 'want no length before its entities' : 'want a length before each entity'}.`,
    preConnection === null
      ? 'Ask whether it wants a pre-connection (Axway CFT with LOGON=YES, Waarp, Connect:Express partners of type T or O), and set `preConnection`.'
      : 'Ask whether it wants the pre-connection at all, and with which identifier and password.',
    tls === null
      ? 'Ask whether this port wants TLS: then set `tls`.'
      : 'Ask whether this port speaks PeSIT inside TLS.',
  ]
}

const refusals: Readonly<Record<number, string>> = {
  301: 'Check `server` (PI 4) and `partner` (PI 3), and with some software the password too.',
  302: 'The bank’s service is not started for you. Ask its PeSIT desk.',
  304: 'Check `server` (PI 4), `partner` (PI 3) and `password` (PI 5). Do not try too often: banks lock.',
  305: 'Set `access: oneWay`: the bank does not take mixed connections (PI 22).',
  306: 'Leave `resync` out: the bank does not take it (PI 23).',
  307: 'Set a smaller `sync`, or `sync: false` (PI 7).',
  308: 'The bank does not speak version E of PeSIT. Ask which profile it wants.',
  315: 'Ask the bank which of version, sync points, direction and entity size it does not take.',
  321: 'The bank wants its backup address to be called: set `host` and `port` to it.',
  323: 'Leave `checksum` out: the bank does not take it (PI 1).',
  324: 'Check `partner` (PI 3).',
  325: 'Check `password` (PI 5).',
  326: 'The bank does not take the new password: ask for its rules, or leave `newPassword` out.',
}

function ofRefusal({ diagnostic }: Answer): string[] {
  const known = diagnostic === null ? undefined : refusals[diagnostic.reason]
  return [
    known ??
      'Ask the bank’s PeSIT desk with the code above, and keep a trace (`pesit-drop probe BANK --trace FILE`).',
  ]
}
