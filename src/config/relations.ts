// Contradictions between parts of a configuration: banks that are not defined, folders that are used twice,
// numbers that exclude each other. Pure: what it must know about the disk is passed in.

import { proxyUsers } from '../lib/machine/proxy-users.ts'
import { cronFault } from '../schedule/cron.ts'
import type { Draft } from './draft.ts'
import { folderFaults, type ConfigSurroundings } from './folders.ts'
import { templateFaults } from './names.ts'
import type { Fault, Parsed } from './parse.ts'
import { type Reporting, reportingOn } from './reporting.ts'
import type { BankConfig, InboxConfig } from './schema/configuration.ts'

type Path = readonly PropertyKey[]

export function relationFaults(
  draft: Draft,
  parsed: Pick<Parsed, 'placeOf'>,
  surroundings: ConfigSurroundings,
): readonly Fault[] {
  const reporting = reportingOn(parsed)
  if (draft.zone !== undefined && !isZone(draft.zone))
    reporting.report(['zone'], noZone(draft.zone))
  twice(draft, reporting)
  samePair(draft, reporting)
  draft.banks.forEach((bank, index) => {
    sizeFaults(bank, ['banks', index], reporting)
    pairFaults(bank, ['banks', index], reporting)
  })
  callerFaults(draft, reporting)
  openFaults(draft, reporting)
  unknownBanks(draft, reporting)
  markerFaults(draft, reporting)
  folderFaults(draft, reporting, surroundings)
  draft.inboxes.forEach((inbox, index) =>
    inboxFaults(inbox, ['inboxes', index], { reporting, zone: inbox.zone ?? draft.zone }),
  )
  return reporting.faults
}

function twice({ banks, webhooks }: Draft, { report, lineOf }: Reporting): void {
  webhooks.forEach(({ url }, index) => {
    const first = webhooks.findIndex((one) => one.url === url)
    if (url === undefined || first === index) return
    const line = lineOf(['webhooks', first, 'url'])
    report(['webhooks', index, 'url'], `this webhook is there already (line ${line})`)
  })
  for (const key of ['id', 'name'] as const) {
    banks.forEach((bank, index) => {
      const first = banks.findIndex((one) => one[key] === bank[key])
      if (bank[key] === undefined || first === index) return
      const line = lineOf(['banks', first, key])
      report(['banks', index, key], `the ${key} ${bank[key]} is used twice (line ${line})`)
    })
  }
}

/**
 * Each bank numbers its transfers by itself (PI 13). Two banks with the same pair of partners would give the
 * same number to different files, and the bank would confuse them: PeSIT Wizard was seen to write one into
 * the other and to acknowledge both. On another port it may be another bank (a test system): such banks count
 * together (transfer/next-number.ts).
 */
function samePair({ banks }: Draft, { report, lineOf }: Reporting): void {
  const pairs = banks.map(({ host, port, server, partner, client = '', finalBank = '' }) =>
    host === undefined || server === undefined || partner === undefined
      ? null
      : JSON.stringify([host.toLowerCase(), port, server, partner, client, finalBank]),
  )
  pairs.forEach((pair, index) => {
    const first = pairs.indexOf(pair)
    if (pair === null || first === index) return
    const line = lineOf(['banks', first, 'partner'])
    report(
      ['banks', index, 'partner'],
      `it is the same bank with the same partner as in line ${line}: their transfers would get the same numbers (PI 13), and the bank would take one for another. One bank is enough: outboxes and inboxes share it`,
    )
  })
}

/** Records must fit into entities and between sync points (PeSIT E §3.7, §4.5). */
function sizeFaults(bank: Partial<BankConfig>, path: Path, { report }: Reporting): void {
  const { entityBytes, articleFormat, sync } = bank
  if (entityBytes === undefined) return
  const overhead = headerBytes + (bank.checksum === true ? checksumBytes : 0)
  const article = bank.articleBytes ?? entityBytes - overhead
  const mustFit = articleFormat === 'variable' || bank.segmentation === false
  if (mustFit && article > entityBytes - overhead) {
    report(
      [...path, 'articleBytes'],
      `a record of ${article} bytes does not fit into an entity of ${entityBytes}: ${entityBytes - overhead} at most, because ${overhead} are the header`,
    )
  }
  if (sync !== undefined && sync !== false && sync.interval < article) {
    report(
      [...path, 'sync', 'interval'],
      `sync points every ${sync.interval} bytes are impossible with records of ${article}: set articleBytes to ${sync.interval} at most, or a longer interval`,
    )
  }
}

const headerBytes = 6
const checksumBytes = 2

function pairFaults(bank: Partial<BankConfig>, path: Path, { report }: Reporting): void {
  const { sync, finalBarrier, tls, retry } = bank
  if (bank.resync === true && sync === false)
    report([...path, 'resync'], 'resync needs sync points to go back to')
  if (bank.probe !== undefined && bank.probe !== 'never' && bank.restart === false)
    report([...path, 'probe'], 'probe asks by a restart, and restart is false')
  if (finalBarrier === true && (sync === false || sync?.window === 0))
    report([...path, 'finalBarrier'], 'finalBarrier needs sync points with a window of at least 1')
  if ((tls?.cert === undefined) !== (tls?.key === undefined))
    report([...path, 'tls'], 'tls.cert and tls.key go together')
  if (retry !== undefined && retry.maximumDelay < retry.firstDelay)
    report([...path, 'retry', 'maximumDelay'], 'maximumDelay is shorter than firstDelay')
}

/** A bank that may call needs `listen`; a bank with a certificate needs a listener that asks for it. */
function callerFaults({ banks, listen }: Draft, { report }: Reporting): void {
  banks.forEach(({ calls }, index) => {
    if (calls === undefined) return
    const path = ['banks', index, 'calls']
    if (listen === undefined)
      report(path, 'a bank that may call needs `listen`: the port on which it calls')
    else if (calls.certificate !== undefined && listen.tls?.ca === undefined)
      report(
        [...path, 'certificate'],
        'a certificate is only asked for where `listen.tls.ca` names its authority',
      )
  })
}

/**
 * A user that runs a proxy acts for others: to trust it as a local user would admit everybody who reaches the
 * proxy.
 */
function openFaults({ http }: Draft, { report }: Reporting): void {
  const { open, proxies = [] } = http ?? {}
  if (!Array.isArray(open)) return
  open.forEach((user, index) => {
    if (![...proxyUsers, ...proxies].includes(user)) return
    report(
      ['http', 'open', index],
      `${user} runs a proxy or a web server, which speaks for others: give its programs a key (pesit-drop keys add), or let them run as another user`,
    )
  })
}

/** A marker and a cancel file must not have the same name. */
function markerFaults({ outboxes }: Draft, { report }: Reporting): void {
  outboxes.forEach(({ ready, beside }, index) => {
    if (ready === undefined || !('marker' in ready) || beside?.cancel !== true) return
    if (ready.marker.endsWith('.cancel'))
      report(
        ['outboxes', index, 'ready', 'marker'],
        `${ready.marker} would say that a file is complete, and beside.cancel takes it as the order to cancel that file: give the marker another ending, such as {name}.ok`,
      )
  })
}

function unknownBanks({ banks, outboxes, inboxes }: Draft, { report }: Reporting): void {
  const names = banks.map(({ name }) => name)
  // A bank whose own name is invalid may be the one that is meant.
  if (names.length === 0 || names.includes(undefined)) return
  for (const [kind, flows] of [
    ['outboxes', outboxes],
    ['inboxes', inboxes],
  ] as const) {
    flows.forEach(({ bank }, index) => {
      if (bank !== undefined && !names.includes(bank))
        report(
          [kind, index, 'bank'],
          `bank “${bank}” is not defined. Defined: ${names.join(', ')}.`,
        )
    })
  }
}

function inboxFaults(
  inbox: Partial<InboxConfig>,
  path: Path,
  { reporting: { report }, zone }: { reporting: Reporting; zone: string | undefined },
): void {
  const { name, when } = inbox
  if (inbox.zone !== undefined && !isZone(inbox.zone)) report([...path, 'zone'], noZone(inbox.zone))
  if (name !== undefined) for (const text of templateFaults(name)) report([...path, 'name'], text)
  if (when === undefined) return
  const expressions = typeof when === 'string' ? [when] : when
  expressions.forEach((expression, which) => {
    const fault = cronFault(expression, zone !== undefined && isZone(zone) ? zone : 'UTC')
    if (fault !== null)
      report(
        typeof when === 'string' ? [...path, 'when'] : [...path, 'when', which],
        `“${expression}” is no schedule: ${fault}`,
      )
  })
}

/** Names only: an offset such as +02:00 has no summer time, and not every version of Node accepts it. */
function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function noZone(zone: string): string {
  return `“${zone}” is no time zone; write one like Europe/Paris`
}
