// Named places at which a test may kill the process: `PESIT_DROP_FAILPOINT=name:n` kills it at the n-th
// pass. Without that variable a failpoint does nothing.
//
// For sending and receiving there is one on both sides of each step that a crash may separate: each rename,
// link, fsync and commit, and each message that changes what the bank knows.

import { writeSync } from 'node:fs'

export const failpoints = [
  // Durable writes, new folders, moves.
  'files.writing',
  'files.written',
  'files.renamed',
  'files.synced',
  'files.folder-making',
  'files.folder-made',
  'share.folder-making',
  'share.folder-made',
  'share.folder-synced',
  'files.moving',
  'files.moved',
  'files.place-synced',
  'files.move-synced',
  // The ledger.
  'ledger.making',
  'ledger.made',
  'ledger.committing',
  'ledger.committed',
  // Out: the owner of an outbox takes it, and gives signs of life.
  'owner.written',
  'owner.named',
  'owner.synced',
  'owner.signing',
  'owner.signed',
  'owner.sign-synced',
  // Out: claimed, recorded, sealed.
  'outbox.cleared',
  'claim.taking',
  'claim.one',
  'claim.renamed',
  'claim.own-synced',
  'claim.synced',
  'outbox.claimed',
  'outbox.recorded',
  // Out: a cancel file is answered, and still lies there.
  'cancel.answered',
  'cancel.taken',
  'seal.written',
  'seal.copied',
  'seal.renamed',
  'admit.synced',
  'admit.sealed',
  'admit.judged',
  'admit.decided',
  // Out: uploaded by a program.
  'upload.taken',
  'upload.written',
  'upload.synced',
  'upload.recorded',
  'upload.placed',
  // Out: sent.
  'attempt.noted',
  'attempt.identified',
  'attempt.ending',
  'send.final-point',
  'send.final-point-left',
  'send.final-point-acknowledged',
  'note.appended',
  'attempt.intent-noted',
  'attempt.finishing',
  'send.ending',
  'send.data-ended',
  'send.ended',
  'attempt.intent-taken-back',
  'attempt.end-unsent',
  'attempt.answered',
  'attempt.delivered',
  'doubt.asking',
  'doubt.finishing',
  'doubt.resolved',
  // In: received.
  'receive.asked',
  'receive.written',
  'receive.synced',
  'receive.point-recorded',
  'receive.whole',
  'receive.whole-synced',
  'receive.renamed',
  'receive.place-synced',
  'receive.committed',
  'fetch.ending',
  'fetch.ended',
  'receive.confirmed',
  // In: delivered.
  'stage.copied',
  'stage.synced',
  'stage.place-synced',
  'deliver.named',
  'link.linking',
  'link.linked',
  'link.synced',
  'deliver.linked',
  'deliver.published',
  'deliver.unstaged',
  // In: delivered where there are no hard links.
  'link.noted',
  'link.reserved',
  'link.renamed',
  'link.renamed-synced',
  // A status file of another transfer has its second name. A new one is complete in our own folder; those
  // that it contradicts are removed; it has its name.
  'status.aside',
  'status.written',
  'status.cleared',
  'status.named',
  // Archived.
  'archive.receipt',
  'archive.moved',
  'archive.removed',
  'archive.recorded',
  'original.compared',
  'original.recorded',
  'original.held',
  'original.told',
  // The sandbox bank's own.
  'bank.written',
  'bank.recorded',
  'bank.taken',
  'bank.whole',
  'bank.published',
  'bank.committed',
  'bank.delivering',
  'bank.delivered',
] as const

export type Failpoint = (typeof failpoints)[number]

const [wanted = '', nth = '1'] = (process.env['PESIT_DROP_FAILPOINT'] ?? '').split(':')
let passes = 0

export function failpoint(name: Failpoint): void {
  if (wanted !== name) return
  passes += 1
  if (passes !== Number(nth)) return
  writeSync(2, `killed at ${name}\n`)
  process.kill(process.pid, 'SIGKILL')
}
