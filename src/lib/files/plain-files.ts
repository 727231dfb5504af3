// Creates, copies and removes files on which no promise depends: nothing here is synced to the disk. What
// must
// survive a power cut is written by `disk/durable.ts`, and files in shared folders are moved by `share/`.

import fsExtra from 'fs-extra'

/** Creates a folder and its parents; an existing folder keeps its mode. */
export async function ensureFolder(folder: string, mode: number): Promise<void> {
  await fsExtra.ensureDir(folder, { mode })
}

/** Copies a file, or a folder with its content; an existing file is replaced. */
export async function copyPlainly(from: string, to: string): Promise<void> {
  await fsExtra.copy(from, to)
}

/** Writes a text to a file; the folder is created if it is missing. */
export async function writePlainly(path: string, text: string, mode = 0o640): Promise<void> {
  await fsExtra.outputFile(path, text, { mode })
}

/** Removes a file, or a folder with its content; a missing one is no error. */
export async function removePlainly(path: string): Promise<void> {
  await fsExtra.remove(path)
}
