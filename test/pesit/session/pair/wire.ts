// Two sessions joined by a wire that breaks after so many bytes of one direction. No clock, no disk: what
// both ends keep over a break is their drivers' business.

import type { SessionCommand } from '../../../../src/pesit/session/commands.ts'
import type { SessionEvent } from '../../../../src/pesit/session/events.ts'
import type { Session, SessionOutput } from '../../../../src/pesit/session/session.ts'

export type Direction = '→' | '←'

/** Where the wire breaks; null: never. */
export interface Cut {
  readonly direction: Direction
  readonly afterBytes: number
}

/** A byte that arrives as another; null: none does. */
export interface Damage {
  readonly direction: Direction
  readonly at: number
}

export class End {
  readonly session: Session
  readonly out: Uint8Array[] = []
  readonly aborts: string[] = []
  closed = false
  private readonly react: (event: SessionEvent, end: End) => void

  constructor(session: Session, react: (event: SessionEvent, end: End) => void) {
    this.session = session
    this.react = react
  }

  command(command: SessionCommand): void {
    this.absorb(this.session.command(command, 0))
  }

  receive(bytes: Uint8Array): void {
    this.absorb(this.session.receive(bytes, 0))
  }

  private absorb(output: SessionOutput): void {
    this.out.push(...output.send)
    this.closed ||= output.close
    for (const event of output.events) {
      if (event.type === 'aborted') this.aborts.push(`${event.by}: ${event.reason}`)
      this.react(event, this)
    }
  }
}

export interface Carried {
  readonly '→': number
  readonly '←': number
  /** ABORTs of either side: the conversation is legal, there must be none. */
  readonly aborts: readonly string[]
}

/** Carries bytes to and fro until nobody has more to say, or the wire breaks. */
export function carry(
  requester: End,
  responder: End,
  { cut = null, damage = null }: { readonly cut?: Cut | null; readonly damage?: Damage | null },
): Carried {
  const carried = { '→': 0, '←': 0 }
  const move = (direction: Direction, from: End, to: End): boolean => {
    const piece = from.out.shift()
    if (piece === undefined) return false
    const left =
      cut?.direction === direction ? cut.afterBytes - carried[direction] : Number.MAX_SAFE_INTEGER
    const arriving = piece.slice(0, Math.max(0, left))
    const hit = damage?.direction === direction ? damage.at - carried[direction] : -1
    if (hit >= 0 && hit < arriving.length) arriving[hit] = (arriving[hit] ?? 0) ^ 0x10
    carried[direction] += arriving.length
    if (arriving.length > 0) to.receive(arriving)
    if (arriving.length < piece.length) throw broken
    return true
  }
  try {
    while (move('→', requester, responder) || move('←', responder, requester)) {
      // One entity after the other, the requester's first.
    }
  } catch (error) {
    if (error !== broken) throw error
  }
  return { ...carried, aborts: [...requester.aborts, ...responder.aborts] }
}

const broken = Symbol('the wire broke')
