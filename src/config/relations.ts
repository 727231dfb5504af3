// Contradictions between parts of a configuration: banks that are not defined, folders that are used twice,
// numbers that exclude each other. Pure: what it must know about the disk is passed in.

import { proxyUsers } from '../lib/machine/proxy-users.ts'
import { type ArgumentsOf, type CodedMessage, message } from '../wording/catalogue.ts'
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
    reporting.report(['zone'], message('CONFIG-ZONE-UNKNOWN', { zone: draft.zone }))
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
    report(
      ['webhooks', index, 'url'],
      message('CONFIG-USED-TWICE', { what: 'webhook', first: line }),
    )
  })
  for (const key of ['id', 'name'] as const) {
    banks.forEach((bank, index) => {
      const first = banks.findIndex((one) => one[key] === bank[key])
      if (bank[key] === undefined || first === index) return
      const line = lineOf(['banks', first, key])
      report(
        ['banks', index, key],
        message('CONFIG-USED-TWICE', { what: key, value: String(bank[key]), first: line }),
      )
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
      message('CONFIG-USED-TWICE', { what: 'partner', first: line }),
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
      message('CONFIG-SIZES-CONTRADICT', {
        what: 'record',
        articleBytes: article,
        entityBytes,
        headerBytes: overhead,
      }),
    )
  }
  if (sync !== undefined && sync !== false && sync.interval < article) {
    report(
      [...path, 'sync', 'interval'],
      message('CONFIG-SIZES-CONTRADICT', {
        what: 'interval',
        interval: sync.interval,
        articleBytes: article,
      }),
    )
  }
}

const headerBytes = 6
const checksumBytes = 2

function pairFaults(bank: Partial<BankConfig>, path: Path, { report }: Reporting): void {
  const { sync, finalBarrier, tls, retry } = bank
  if (bank.resync === true && sync === false) report([...path, 'resync'], contradiction('resync'))
  if (bank.probe !== undefined && bank.probe !== 'never' && bank.restart === false)
    report([...path, 'probe'], contradiction('probe'))
  if (finalBarrier === true && (sync === false || sync?.window === 0))
    report([...path, 'finalBarrier'], contradiction('final-barrier'))
  if ((tls?.cert === undefined) !== (tls?.key === undefined))
    report([...path, 'tls'], contradiction('tls-pair'))
  if (retry !== undefined && retry.maximumDelay < retry.firstDelay)
    report([...path, 'retry', 'maximumDelay'], contradiction('retry-delays'))
}

function contradiction(what: ArgumentsOf<'CONFIG-KEYS-CONTRADICT'>['what']): CodedMessage {
  return message('CONFIG-KEYS-CONTRADICT', { what })
}

/** A bank that may call needs `listen`; a bank with a certificate needs a listener that asks for it. */
function callerFaults({ banks, listen }: Draft, { report }: Reporting): void {
  banks.forEach(({ calls }, index) => {
    if (calls === undefined) return
    const path = ['banks', index, 'calls']
    if (listen === undefined) report(path, contradiction('calls-without-listen'))
    else if (calls.certificate !== undefined && listen.tls?.ca === undefined)
      report([...path, 'certificate'], contradiction('certificate-without-authority'))
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
    report(['http', 'open', index], message('CONFIG-USER-IS-PROXY', { user: String(user) }))
  })
}

/** A marker and a cancel file must not have the same name. */
function markerFaults({ outboxes }: Draft, { report }: Reporting): void {
  outboxes.forEach(({ ready, beside }, index) => {
    if (ready === undefined || !('marker' in ready) || beside?.cancel !== true) return
    if (ready.marker.endsWith('.cancel'))
      report(
        ['outboxes', index, 'ready', 'marker'],
        message('CONFIG-MARKER-CANCELS', { marker: ready.marker }),
      )
  })
}

function unknownBanks({ banks, outboxes, inboxes }: Draft, { report }: Reporting): void {
  const names = banks.flatMap(({ name }) => (name === undefined ? [] : [name]))
  // A bank whose own name is invalid may be the one that is meant.
  if (names.length === 0 || names.length < banks.length) return
  for (const [kind, flows] of [
    ['outboxes', outboxes],
    ['inboxes', inboxes],
  ] as const) {
    flows.forEach(({ bank }, index) => {
      if (bank !== undefined && !names.includes(bank))
        report([kind, index, 'bank'], message('CONFIG-BANK-UNKNOWN', { bank, known: names }))
    })
  }
}

function inboxFaults(
  inbox: Partial<InboxConfig>,
  path: Path,
  { reporting: { report }, zone }: { reporting: Reporting; zone: string | undefined },
): void {
  const { name, when } = inbox
  if (inbox.zone !== undefined && !isZone(inbox.zone))
    report([...path, 'zone'], message('CONFIG-ZONE-UNKNOWN', { zone: inbox.zone }))
  if (name !== undefined)
    for (const what of templateFaults(name))
      report([...path, 'name'], message('CONFIG-NAME-WRONG', { what }))
  if (when === undefined) return
  const expressions = typeof when === 'string' ? [when] : when
  expressions.forEach((expression, which) => {
    const fault = cronFault(expression, zone !== undefined && isZone(zone) ? zone : 'UTC')
    if (fault !== null)
      report(
        typeof when === 'string' ? [...path, 'when'] : [...path, 'when', which],
        message('CONFIG-SCHEDULE-WRONG', { expression, what: fault }),
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
