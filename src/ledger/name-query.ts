// Look-ups by the name of a file: part of what `findSame` of a ledger may ask (ledger.ts).

export type NameQuery =
  /** What a bank gave us whole under this name (PI 37). */
  | {
      readonly by: 'label'
      readonly bank: string
      readonly virtualFile: string
      readonly label: string
    }
  /** What was taken last from this folder under this name. Uploads were not. */
  | { readonly by: 'dropped'; readonly folder: string; readonly name: string }
