// Files that programs ask for by name. A request has the id of its transfer before the bank has offered anything:
// the offer that answers it is recorded under that id, so that a caller who was told an id can follow it.

import type { PesitIdentity } from '../journey/transfer.ts'

export interface FileRequest {
  readonly id: string
  /** The names under which the bank may give it, ours first; none for whatever is next. */
  readonly labels: readonly string[]
  /** PI 12 of its ask, where the bank is asked by name; null: under the virtual file like all others. */
  readonly fileName: string | null
}

export interface FileRequests {
  add(request: FileRequest): void
  remove(id: string): void
  /** The id under which this offer was asked for, which is answered with it; null when nobody did. */
  resolve(offer: Pick<PesitIdentity, 'label' | 'fileName'>): string | null
  /** What the bank is to be asked for by name. */
  fileNames(): readonly string[]
}

export function createFileRequests(): FileRequests {
  const fileRequests = new Map<string, FileRequest>()
  return {
    add: (request) => void fileRequests.set(request.id, request),
    remove: (id) => void fileRequests.delete(id),
    resolve(offer) {
      const open = [...fileRequests.values()]
      // The one that names it; else one that takes what comes, as does every request where the bank gives no names.
      const request =
        open.find(({ labels }) => labels[0] === offer.label) ??
        open.find((one) => names(one, offer)) ??
        open.find(({ labels }) => labels.length === 0 || offer.label === '')
      if (request === undefined) return null
      fileRequests.delete(request.id)
      return request.id
    },
    fileNames: () => [...fileRequests.values()].flatMap(({ fileName }) => fileName ?? []),
  }
}

function names(
  { labels, fileName }: FileRequest,
  offer: Pick<PesitIdentity, 'label' | 'fileName'>,
): boolean {
  return labels.includes(offer.label) || fileName === offer.fileName
}
