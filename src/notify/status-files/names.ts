// Whose turn it is with the plain names of an outbox's status files. Two work on them: the claim, which
// clears what was said of earlier files of these names, and the follower of facts, which shows what became of
// one. Between the clearing and the row of the new file in the ledger nobody knows of the new one: an earlier
// transfer, shown in that time, would take the plain name for itself, and be read as the answer to the file
// that was just taken. So a name that is being claimed is not shown, and a name that is being shown is not
// claimed.

export interface Names {
  /** From now on the names are being claimed, until `over`. `free`: none of them is being shown any more. */
  claim(names: readonly string[]): { readonly free: Promise<void>; over(): void }
  /** Does the work when the name is not being claimed. */
  show<T>(name: string, work: () => Promise<T>): Promise<T>
}

interface Use {
  readonly names: ReadonlySet<string>
  readonly over: Promise<void>
}

export function createNames(): Names {
  const [claims, shows] = [new Set<Use>(), new Set<Use>()]
  const begin = (uses: Set<Use>, names: readonly string[]) => {
    let end = () => {}
    const use = { names: new Set(names), over: new Promise<void>((resolve) => (end = resolve)) }
    uses.add(use)
    return () => {
      uses.delete(use)
      end()
    }
  }
  return {
    claim(names) {
      const over = begin(claims, names)
      const inUse = [...shows].filter((show) => names.some((name) => show.names.has(name)))
      return { free: Promise.all(inUse.map((show) => show.over)).then(() => undefined), over }
    },
    async show(name, work) {
      for (;;) {
        const claim = [...claims].find(({ names }) => names.has(name))
        if (claim === undefined) break
        await claim.over
      }
      const over = begin(shows, [name])
      try {
        return await work()
      } finally {
        over()
      }
    },
  }
}
