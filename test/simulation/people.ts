// Who stands around the daemon: the accounting software that drops files and takes statements away, the
// bank's own people who put statements out, and an operator who orders things and never tells an untruth
// about the bank.

import { isPerhapsAtBank } from '../../src/journey/order.ts'
import type { Drop, Offer } from './plan.ts'
import type { Dropped, Row } from './promises.ts'
import { offersFolder } from './promises.ts'
import type { Scene } from './scene.ts'
import type { Inode } from './world/disk.ts'

export interface People {
  /** Puts everything of the plan on the calendar. */
  begin(): void
  afterPowerCut(): void
  /** Says of each file in doubt what is so at the bank, and gives up what is held and holds up others. */
  settle(): Promise<void>
  /** What was to be dropped is dropped. */
  readonly done: boolean
}

export function peopleOf(scene: Scene): People {
  const { plan, loop, chance } = scene
  let left = plan.drops.length + plan.offers.length
  const put = (work: () => boolean) => {
    const again = () => {
      if (work()) left -= 1
      else loop.after(5_000, null, again)
    }
    return again
  }
  return {
    begin() {
      for (const drop of plan.drops)
        loop.after(
          drop.atMs,
          null,
          put(() => begin(scene, drop)),
        )
      for (const offer of plan.offers)
        loop.after(
          offer.atMs,
          null,
          put(() => putOut(scene, offer)),
        )
      for (let act = 0; act < plan.personActs; act += 1)
        loop.after(chance.below(plan.calmMs), null, () => {
          order(scene).catch((error: unknown) => scene.tell(`the order failed: ${String(error)}`))
        })
      takeAway(scene)
    },
    afterPowerCut() {
      scene.watch.powerCut()
      // What a writer never synced is now what the disk made of it: nobody can tell it from what was meant.
      for (const drop of scene.dropped) {
        if (!drop.complete && !drop.isLost) cleanUp(scene, drop)
        if (drop.synced || !drop.complete) continue
        scene.watch.contentsChanged()
        const isSealed = scene.watch
          .rows()
          .some(({ name, sha256 }) => name === drop.name && sha256 !== null)
        if (isSealed) continue
        const left = filesNamed(scene, drop.name)[0]
        drop.complete = left !== undefined
        if (drop.complete && plan.ready === 'marker') mark(scene, drop.name)
        if (left !== undefined && !left.bytes.equals(drop.content)) {
          drop.content = left.bytes
          drop.payments = null
        }
        drop.synced = drop.complete
      }
    },
    async settle() {
      for (const row of scene.watch.rows()) {
        if (row.state === 'in-doubt' || isHeldAndThere(scene, row)) await decide(scene, row)
        const asked = { id: row.id, actor: 'anne', reason: 'not wanted' }
        if (row.state === 'held' && plan.inOrder) await scene.daemon?.cancel(asked)
      }
    },
    get done() {
      return left === 0
    },
  }
}

/**
 * The writer died with the machine: what it had not finished it removes when it is back, before anybody
 * looks.
 */
function cleanUp({ ours }: Scene, drop: Dropped): void {
  drop.isLost = true
  const path = `/out/${drop.name}`
  if (ours.place(path, 'unlink').inode === null) return
  ours.unlink(path)
  ours.makeDurable(path)
}

/** In the outbox, or claimed. */
function filesNamed({ ours }: Scene, name: string): Inode[] {
  const found: Inode[] = []
  const visit = (folder: Inode) => {
    for (const [entry, inode] of folder.entries) {
      if (inode.kind === 'folder') visit(inode)
      else if (entry === name) found.push(inode)
    }
  }
  visit(ours.find('/out', 'find'))
  return found
}

/** True: dropped. */
function begin(scene: Scene, drop: Drop): boolean {
  const { ours, dropped, plan, chance, loop, tell } = scene
  const path = `/out/${drop.name}`
  const known: Dropped = {
    name: drop.name,
    payments: drop.payments,
    content: drop.content,
    complete: false,
    synced: false,
    isLost: false,
  }
  dropped.push(known)
  const complete = () => {
    const { inode } = ours.place(path, 'open')
    const isWhole = inode?.bytes.equals(drop.content) === true
    // The machine may have gone down meanwhile, or a careless writer's file was taken too early.
    if (!isWhole) return
    if (!plan.carelessWriter) ours.makeDurable(path)
    known.synced = !plan.carelessWriter
    known.complete = true
    tell(`dropped ${drop.name}`)
    if (plan.ready === 'marker') mark(scene, drop.name)
  }
  if (!drop.slowly) {
    const temporary = `/out/.${drop.name}`
    ours.write(ours.create(temporary, 'file', 'open'), drop.content, 0)
    if (!plan.carelessWriter) ours.makeDurable(temporary)
    ours.rename(temporary, path)
    complete()
    return true
  }
  // Under its name, piece by piece, never so slowly that it looks complete.
  const inode = ours.create(path, 'file', 'open')
  let at = 0
  const piece = () => {
    if (known.isLost) return
    const size = 1 + chance.below(drop.content.length - at)
    ours.write(inode, drop.content.subarray(at, at + size), at)
    at += size
    if (at >= drop.content.length) complete()
    else loop.after(100 + chance.below(500), null, piece)
  }
  loop.after(50, null, piece)
  return true
}

function mark({ ours, plan }: Scene, name: string): void {
  const path = `/out/${name}.ok`
  if (ours.place(path, 'open').inode !== null) return
  ours.write(ours.create(path, 'file', 'open'), Buffer.from('ok'), 0)
  if (!plan.carelessWriter) ours.makeDurable(path)
}

function putOut({ banks, offered, tell }: Scene, offer: Offer): boolean {
  try {
    const path = `${offersFolder}/${offer.name}`
    banks.write(banks.create(path, 'file', 'open'), offer.content, 0)
    const { inode } = banks.place(path, 'open')
    const lies = banks.lies
    banks.lies = false
    banks.makeDurable(path)
    banks.lies = lies
    offered.push({ content: offer.content, name: offer.name })
    tell(`offered ${offer.name} ${inode?.id}`)
    return true
  } catch {
    return false
  }
}

/** The accounting software takes what it sees, now and then. */
function takeAway(scene: Scene): void {
  const { loop, chance, ours, watch, offered, tell } = scene
  const look = () => {
    if (chance.often(0.3)) {
      const found = ours.list('/in').filter(([, inode]: [string, Inode]) => inode.kind === 'file')
      const [name, inode] = found[0] ?? []
      const content = offered.find(
        (offer) => inode !== undefined && offer.content.equals(inode.bytes),
      )
      if (name !== undefined && content !== undefined) {
        ours.rename(`/in/${name}`, `/accounting/${name}-${chance.below(1_000_000)}`)
        ours.makeDurable('/accounting/')
        ours.makeDurable('/in/')
        watch.taken(content.content)
        tell(`taken ${name}`)
      }
    }
    loop.after(10_000 + chance.below(40_000), null, look)
  }
  loop.after(chance.below(20_000), null, look)
}

async function order(scene: Scene): Promise<void> {
  const { daemon, chance, watch, tell } = scene
  const rows = watch.rows().filter(({ direction }) => direction === 'out')
  if (daemon === null || rows.length === 0) return
  // Also when the bank refused our password: nothing else calls it then.
  if (chance.often(0.3)) void daemon.pollAll().catch(() => undefined)
  const row = chance.pick(rows)
  const what = chance.pick(['retry', 'cancel', 'release'] as const)
  tell(`a person: ${what} ${row.name} (${row.state})`)
  const asked = { id: row.id, actor: 'anne', reason: 'because' }
  if (what === 'release') {
    const content = watch.contentOf(row)
    if (row.state === 'in-doubt') return
    const twin = await daemon.ledger.findTwin(row.id)
    const named = twin !== null && chance.often(0.5) ? { again: twin.transfer.id } : {}
    const outcome = await daemon.release({ ...asked, doubt: null, ...named })
    if (outcome.kind !== 'done') return
    // The person said that both are to be paid.
    if ('again' in named && content !== null) watch.allow(content)
    // Told that it was torn, and let it go all the same.
    if (content === null && row.sha256 !== null) watch.accept(row.sha256)
    return
  }
  await daemon[what](asked)
}

/** Held since the bank may have it, and the bank has it: its desk says so, and it counts as sent. */
function isHeldAndThere({ watch }: Scene, row: Row): boolean {
  const content = watch.contentOf(row)
  const mayBeThere = row.state === 'held' && isPerhapsAtBank({ code: row.code, message: null })
  return mayBeThere && row.sha256 !== null && content !== null && watch.isAtBank(content)
}

async function decide({ daemon, watch, tell }: Scene, row: Row): Promise<void> {
  const content = watch.contentOf(row)
  if (daemon === null || content === null) return
  const doubt = watch.isAtBank(content) ? 'received' : 'resend'
  tell(`a person says of ${row.name}: ${doubt}`)
  await daemon.release({ id: row.id, actor: 'anne', reason: 'the bank said so', doubt })
}
