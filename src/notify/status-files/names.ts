// Who may work on the plain names of an outbox's status files. Two parts do: the claim, which removes the
// status files of earlier files of these names, and the follower of facts, which writes the status file of a
// transfer. After the removal, the ledger does not know the new file until its row is written: if the status
// of an earlier transfer were written in that time, it would take the plain name and be read as the answer to
// the file that was just claimed. So no status file is written under a name that is being claimed, and no
// name is claimed while its status file is being written.

export interface Names {
  /**
   * The names count as being claimed until `over`. `free` resolves when none of them is being written any
   * more.
   */
  claim(names: readonly string[]): { readonly free: Promise<void>; over(): void }
  /** Does the work as soon as the name is not being claimed. */
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
