// Files that programs ask for by name. A request has the id of its transfer before the bank has offered
// anything: the offer that answers it is recorded under this id, so that a caller can follow the id that it
// was given.

import type { PesitIdentity } from '../journey/transfer.ts'

export interface FileRequest {
  readonly id: string
  /** The names that the bank may use for it, ours first; empty: any file. */
  readonly labels: readonly string[]
  /**
   * PI 12 of its ask, where the bank is asked by name; null: it is asked for under the virtual file like all
   * others.
   */
  readonly fileName: string | null
}

export interface FileRequests {
  add(request: FileRequest): void
  remove(id: string): void
  /** Removes the request that this offer answers and returns its id; null when nobody asked for it. */
  resolve(offer: Pick<PesitIdentity, 'label' | 'fileName'>): string | null
  /** The names to ask the bank for. */
  fileNames(): readonly string[]
}

export function createFileRequests(): FileRequests {
  const fileRequests = new Map<string, FileRequest>()
  return {
    add: (request) => void fileRequests.set(request.id, request),
    remove: (id) => void fileRequests.delete(id),
    resolve(offer) {
      const open = [...fileRequests.values()]
      // First a request that names this file; else one that takes any file, as every request does when the
      // offer has no name.
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
