// Folders that must not overlap: files in a folder of two outboxes would be sent twice, files received into
// an outbox would be sent to a bank, and our own files belong to no flow. Paths are compared after following
// symbolic links. Pure: the disk is read through functions that are passed in.

import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { type ArgumentsOf, type CodedMessage, message } from '../wording/catalogue.ts'
import type { ConfiguredFolder } from '../wording/catalogue/machine/configuration.ts'
import type { Draft } from './draft.ts'
import type { Reporting } from './reporting.ts'

export interface ConfigSurroundings {
  /** The start of relative paths. */
  readonly folder: string
  /** The path with symbolic links followed, as far as it exists. */
  readonly realPath: (path: string) => string
  /** The file system that a path lies on; null when the path does not exist yet. */
  readonly deviceOf?: (path: string) => string | null
}

export function folderFaults(draft: Draft, reporting: Reporting, around: ConfigSurroundings): void {
  const places = placesOf(draft, around)
  places.forEach((later, index) => {
    for (const earlier of places.slice(0, index)) {
      const fault = conflict(earlier, later, reporting.lineOf(earlier.path))
      if (fault === null) continue
      reporting.report(later.path, fault)
      return
    }
  })
  placeFaults(draft, reporting, around)
  localFaults(draft, reporting, around)
  fetchedTwice(draft, reporting)
  diskFaults(draft, reporting, around)
}

interface Place {
  readonly path: readonly PropertyKey[]
  readonly real: string
  readonly shown: string
  readonly what: ConfiguredFolder
  readonly virtualFile: string
}

function placesOf(
  { data, banks, outboxes, inboxes, listen }: Draft,
  around: ConfigSurroundings,
): readonly Place[] {
  const place = (
    what: Place['what'],
    path: readonly PropertyKey[],
    { folder, virtualFile = '' }: { folder?: string | undefined; virtualFile?: string },
  ): Place[] => {
    if (folder === undefined) return []
    const shown = resolve(around.folder, folder)
    return [{ what, path, shown, real: around.realPath(shown), virtualFile }]
  }
  return [
    ...place('data folder', ['data'], data === undefined ? {} : { folder: data }),
    ...outboxes.flatMap((one, index) => place('outbox', ['outboxes', index, 'folder'], one)),
    ...inboxes.flatMap((one, index) => place('inbox', ['inboxes', index, 'folder'], one)),
    ...banks.flatMap(({ trace }, index) =>
      place('trace', ['banks', index, 'trace', 'file'], { folder: trace?.file }),
    ),
    ...place('trace', ['listen', 'trace', 'file'], { folder: listen?.trace?.file }),
  ]
}

function conflict(earlier: Place, later: Place, first: number): CodedMessage | null {
  const path = later.shown
  const { virtualFile, what } = earlier
  const overlap = (values: ArgumentsOf<'CONFIG-FOLDERS-OVERLAP'>) =>
    message('CONFIG-FOLDERS-OVERLAP', values)
  const same = earlier.real === later.real
  const isTraceInDataFolder = earlier.what === 'data folder' && later.what === 'trace'
  if (isTraceInDataFolder && !same) return null
  if (earlier.what === 'inbox' && later.what === 'inbox') {
    return same && earlier.virtualFile === later.virtualFile
      ? overlap({ how: 'two-inboxes', path, virtualFile, first })
      : null
  }
  if (same && earlier.what === 'outbox' && later.what === 'outbox')
    return overlap({ how: 'two-outboxes', path, virtualFile, first })
  if (same) return overlap({ how: 'same', path, what, first })
  if (isInside(later.real, earlier.real))
    return overlap({ how: 'inside', path, what, other: earlier.shown, first })
  if (isInside(earlier.real, later.real))
    return overlap({ how: 'holds', path, what, other: earlier.shown, first })
  return null
}

function isInside(inner: string, outer: string): boolean {
  const way = relative(outer, inner)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/**
 * Status files in an inbox would be mistaken for statements, and our own files belong to no flow. If two
 * outboxes wrote status files for x.xml into one folder, nobody could tell them apart.
 */
function placeFaults(draft: Draft, { report }: Reporting, around: ConfigSurroundings): void {
  const written = new Set<string>()
  draft.outboxes.forEach(({ folder, beside }, index) => {
    const where = beside?.folder ?? folder
    if (where === undefined || beside?.status !== true) return
    const shown = resolve(around.folder, where)
    const real = around.realPath(shown)
    if (written.has(real))
      report(
        ['outboxes', index, 'beside', 'folder'],
        message('CONFIG-STATUS-FOLDER-TAKEN', { why: 'other-outbox', path: shown }),
      )
    written.add(real)
  })
  const places = placesOf(draft, around).filter(({ what }) => what !== 'outbox')
  draft.outboxes.forEach(({ beside }, index) => {
    if (beside?.folder === undefined) return
    const shown = resolve(around.folder, beside.folder)
    const real = around.realPath(shown)
    const taken = places.find((place) => real === place.real || isInside(real, place.real))
    if (taken !== undefined)
      report(
        ['outboxes', index, 'beside', 'folder'],
        message('CONFIG-STATUS-FOLDER-TAKEN', {
          why: 'other-use',
          path: shown,
          what: taken.what,
          other: taken.shown,
        }),
      )
  })
}

/**
 * Programs name files there by path, to read and to replace them: they must not reach the ledger, keys or
 * archive.
 */
function localFaults(
  { data, http }: Draft,
  { report }: Reporting,
  around: ConfigSurroundings,
): void {
  if (data === undefined) return
  const shownData = resolve(around.folder, data)
  const ours = around.realPath(shownData)
  http?.localFolders?.forEach((folder, index) => {
    const shown = resolve(around.folder, folder)
    const real = around.realPath(shown)
    const how =
      real === ours
        ? 'same'
        : isInside(real, ours)
          ? 'inside'
          : isInside(ours, real)
            ? 'holds'
            : null
    if (how !== null)
      report(
        ['http', 'localFolders', index],
        message('CONFIG-LOCAL-FOLDER-UNSAFE', { path: shown, how, dataFolder: shownData }),
      )
  })
}

/** It would be a matter of chance which of two inboxes gets a statement that both poll for. */
function fetchedTwice({ inboxes }: Draft, { report, lineOf }: Reporting): void {
  inboxes.forEach(({ bank, virtualFile }, index) => {
    const first = inboxes.findIndex((one) => one.bank === bank && one.virtualFile === virtualFile)
    if (first === index || bank === undefined || virtualFile === undefined) return
    const line = lineOf(['inboxes', first, 'virtualFile'])
    report(
      ['inboxes', index, 'virtualFile'],
      message('CONFIG-USED-TWICE', { what: 'virtual-file', virtualFile, bank, first: line }),
    )
  })
}

/** A file moves from the spool to the archive by a rename, never by a copy. */
function diskFaults({ data }: Draft, { report }: Reporting, around: ConfigSurroundings): void {
  const { deviceOf } = around
  if (data === undefined || deviceOf === undefined) return
  const folder = resolve(around.folder, data)
  const own = deviceOf(folder)
  for (const piece of ['spool', 'archive']) {
    const device = deviceOf(join(folder, piece))
    if (device !== null && own !== null && device !== own)
      report(
        ['data'],
        message('CONFIG-OTHER-DISK', { path: join(folder, piece), dataFolder: folder }),
      )
  }
}
