// What the catalogue knows of a message besides its words: whom it concerns, whose fault it is, how bad it
// is. The words are in one folder a language (`en/`). Pure.

import type { Language } from './languages.ts'

/**
 * What an argument may be: it is stored as JSON beside the code. Amounts and counts that people read are
 * text.
 */
export type Argument =
  | string
  | number
  | boolean
  | null
  | readonly Argument[]
  | { readonly [name: string]: Argument }

export type Arguments = { readonly [name: string]: Argument }

export interface Entry<A extends Arguments> {
  /** What the damage is limited to. */
  readonly scope: 'file' | 'folder' | 'bank' | 'daemon'
  /** `info`: nothing to do. `warning`: it goes on, and a person should look. `error`: it does not go on. */
  readonly severity: 'info' | 'warning' | 'error'
  /**
   * Whose fault it is: who wrote the file, the bank, the network, the machine, who configured it, pesit-drop,
   * or nobody.
   */
  readonly fault: 'writer' | 'bank' | 'network' | 'machine' | 'operator' | 'pesit-drop' | 'nobody'
  /** It ends by itself; otherwise a person has to act. */
  readonly heals: boolean
  /** Never there at run time: carries the shape of the arguments. */
  readonly shape?: A
}

export function entry<A extends Arguments>(known: Omit<Entry<A>, 'shape'>): Entry<A> {
  return known
}

/**
 * A message in the arguments of another message, such as the reason why something else happened. Any message
 * of the catalogue fits; its words come from `Listener`.
 */
export type InnerMessage = { readonly code: string; readonly arguments: Arguments }

/** Who reads a sentence, and how the words of one message include those of another in the same language. */
export interface InnerReader extends Reader {
  /** What happened, without what to do. */
  what(inner: InnerMessage): string
  /** What to do; '' when nothing is to be done. */
  next(inner: InnerMessage): string
  /** What happened and what to do. */
  all(inner: InnerMessage): string
}

/** The words of one message in one language. */
export interface Words<A> {
  /** A few words, as a heading. */
  readonly title: string
  /** What happened, and to what. Ends with a full stop. */
  sentence(values: A, reader: InnerReader): string
  /** What to do, as whole sentences; '' when nothing is to be done. */
  next(values: A, reader: InnerReader): string
}

export type ArgumentsIn<E> = E extends Entry<infer A> ? A : never

/** The words of every message of one part of the catalogue: the compiler sees that none is missing. */
export type WordsFor<Part> = {
  readonly [Code in keyof Part]: Words<Part[Code] extends Entry<infer A> ? A : never>
}

/** The words of some messages: a language that is not whole yet. */
export type PartialWordsFor<Part> = Partial<WordsFor<Part>>

/** Who reads: times are told in this zone, and messages in this language; English where none is given. */
export interface Reader {
  readonly zone: string
  readonly language?: Language
}
