// Ways through a table of moves, for tests of what must never be reached and what always must.

export type Table = Readonly<Record<string, Readonly<Record<string, string>>>>

export interface Edge {
  readonly from: string
  readonly event: string
  readonly to: string
}

export function edgesOf(table: Table): readonly Edge[] {
  return Object.entries(table).flatMap(([from, moves]) =>
    Object.entries(moves).map(([event, to]) => ({ from, event, to })),
  )
}

/** Every state that can be reached from one of these by moves that are allowed, themselves included. */
export function reachable(
  table: Table,
  from: readonly string[],
  allowed: (edge: Edge) => boolean = () => true,
): ReadonlySet<string> {
  const found = new Set(from)
  for (const state of found)
    for (const edge of edgesOf(table)) if (edge.from === state && allowed(edge)) found.add(edge.to)
  return found
}
