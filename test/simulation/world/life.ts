// One life of a program: from its start to its end, which is mostly a crash. Every call that it makes to the
// outside takes its time, may fail as the weather has it, and is a place where the life may end: before the
// call has its effect, or after the effect and before the answer. What a life has asked for and not heard
// when it ends, it never hears.

import type { Chance } from '../../fuzz/random.ts'
import type { Happening, Loop } from './loop.ts'
import type { Disk } from './disk.ts'

export interface Call {
  readonly what: string
  readonly path: string
}

/** What goes wrong with a call: nothing, or an error before or after its effect. */
export type Weather = (call: Call) => { readonly code: string; readonly after: boolean } | null

/** Thrown into synchronous code of a life that has just ended. */
export class LifeOver extends Error {
  override readonly name = 'LifeOver'
}

export interface LifeOptions {
  readonly name: string
  readonly loop: Loop
  readonly disk: Disk
  readonly chance: Chance
  readonly weather: Weather
  /** At which of its calls it ends by a crash; Infinity: not at all. */
  readonly crashAt: number
  readonly onCrash: (life: Life) => void
  /** Wall time minus time of the world. */
  readonly wallMs: () => number
  readonly tell: (text: string) => void
}

export class Life {
  readonly name: string
  readonly loop: Loop
  readonly disk: Disk
  readonly chance: Chance
  readonly weather: Weather
  readonly tell: (text: string) => void
  dead = false
  /** Places passed at which it could have ended. */
  passes = 0
  private readonly options: LifeOptions
  private readonly ends: (() => void)[] = []

  constructor(options: LifeOptions) {
    this.options = options
    this.name = options.name
    this.loop = options.loop
    this.disk = options.disk
    this.chance = options.chance
    this.weather = options.weather
    this.tell = options.tell
  }

  wallMs(): number {
    return this.options.wallMs()
  }

  /** An asynchronous call: it takes a while, then it has its effect and is answered. */
  call<T>(call: Call, effect: () => T): Promise<T> {
    if (this.dead) return new Promise(() => undefined)
    return new Promise<T>((resolve, reject) => {
      this.after(this.latencyMs(), () => {
        if (this.passed()) return
        const wrong = this.weather(call)
        if (wrong !== null && !wrong.after) {
          this.tell(`${call.what} ${call.path} ${wrong.code}`)
          reject(failure(wrong.code, call))
          return
        }
        let outcome: { readonly value: T } | { readonly error: unknown }
        try {
          outcome = { value: effect() }
          this.tell(`${call.what} ${call.path}`)
        } catch (error) {
          outcome = { error }
          this.tell(`${call.what} ${call.path} ${codeOf(error)}`)
        }
        if (this.passed()) return
        if ('error' in outcome) reject(outcome.error)
        else if (wrong !== null) reject(failure(wrong.code, call))
        else resolve(outcome.value)
      })
    })
  }

  /** A synchronous call. @throws LifeOver when the life ends at it. */
  callNow<T>(call: Call, effect: () => T): T {
    if (this.dead || this.passed()) throw new LifeOver(call.what)
    const wrong = this.weather(call)
    if (wrong !== null && !wrong.after) throw failure(wrong.code, call)
    this.tell(`${call.what} ${call.path}`)
    const value = effect()
    if (this.passed()) throw new LifeOver(call.what)
    return value
  }

  after(delayMs: number, run: () => void): Happening {
    return this.loop.after(delayMs, this, run)
  }

  /** What else ends with it: its sockets, its open transaction. */
  atEnd(end: () => void): void {
    this.ends.push(end)
  }

  end(): void {
    if (this.dead) return
    this.dead = true
    for (const end of this.ends) end()
  }

  /** A place at which it may end. True: it did. */
  passed(): boolean {
    if (this.dead) return true
    this.passes += 1
    if (this.passes < this.options.crashAt) return false
    this.options.onCrash(this)
    return this.dead
  }

  private latencyMs(): number {
    const often = this.chance.below(100)
    return often < 90 ? 0.02 + this.chance.below(40) / 100 : this.chance.below(20)
  }
}

function failure(code: string, { what, path }: Call): Error {
  const numbers: Readonly<Record<string, number>> = {
    ENOSPC: -28,
    EIO: -5,
    EMFILE: -24,
    EACCES: -13,
  }
  return Object.assign(new Error(`${code}: simulated, ${what} '${path}'`), {
    code,
    errno: numbers[code] ?? -5,
    syscall: what,
    path,
  })
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'bug'
}
