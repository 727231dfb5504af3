// `pesit-drop trace`, the real program: what it prints, where, and with which exit code.

import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { programPath } from '../helpers/program.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { caller, bank, Dialogue, pcap, sendDialogue } from '../trace/packets.ts'
import { fromHex } from '../helpers/hex.ts'

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

async function run(
  args: readonly string[],
  options: { readonly input?: Uint8Array; readonly closeOutput?: boolean } = {},
): Promise<Ran> {
  const program = await programPath()
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, 'trace', ...args], {
      env: { ...process.env, FORCE_COLOR: '', NO_COLOR: '' },
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk) => {
      out += String(chunk)
      if (options.closeOutput === true) child.stdout.destroy()
    })
    child.stderr.on('data', (chunk) => {
      err += String(chunk)
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, out, err }))
    child.stdin.end(options.input)
  })
}

function fileOf(bytes: Uint8Array): string {
  const path = join(tempFolder(), 'capture.pcap')
  writeFileSync(path, bytes)
  return path
}

const capture = () => pcap(sendDialogue().packets)

describe('trace', () => {
  test('prints the conversation without colours when there is no terminal', async () => {
    const { code, out, err } = await run([fileOf(capture())])
    expect(out).toContain('Connection 1: 10.0.0.5:40001 calls 192.0.2.10:6502')
    expect(out).toContain('1 file sent (1,536 bytes); 1 sync point. Released in good order.')
    expect(out).not.toContain('\u001b')
    expect(err).toBe('')
    expect(code).toBe(0)
  })

  test('--json prints one object per line, the capture last', async () => {
    const { code, out } = await run([fileOf(capture()), '--json'])
    const found = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string })
    expect(found.map(({ type }) => type)).toContain('data')
    expect(found.at(-1)).toMatchObject({ type: 'capture', packets: 25, fault: null })
    expect(code).toBe(0)
  })

  test('--connection and --port select conversations', async () => {
    const other = sendDialogue([
      { ...caller, port: 40_009 },
      { ...bank, port: 6600 },
    ]).packets
    const file = fileOf(pcap([...sendDialogue().packets, ...other]))
    const second = await run([file, '--connection', '2'])
    expect(second.out).toContain('Connection 2: 10.0.0.5:40009')
    expect(second.out).not.toContain('Connection 1')
    const port = await run([file, '--port', '6600'])
    expect(port.out).toContain('10.0.0.5:40009')
    expect(port.out).not.toContain('10.0.0.5:40001')
    const none = await run([file, '--connection', '3'])
    expect(none.out).toContain('There is no connection 3: the file has 2.')
    expect(none.code).toBe(1)
  })

  test('reads from stdin', async () => {
    const { code, out } = await run(['-'], { input: capture() })
    expect(out).toContain('Released in good order.')
    expect(code).toBe(0)
  })

  test('damage is reported on stderr after the readable part, and by the exit code', async () => {
    const bytes = capture()
    const { code, out, err } = await run([
      fileOf(Uint8Array.from([...bytes, ...new Uint8Array(8), 255, 255, 255, 255, 0, 0, 0, 0])),
    ])
    expect(out).toContain('Released in good order.')
    expect(err).toMatch(/capture\.pcap: A packet says that it has 4294967295 bytes \(byte \d+\)\./)
    expect(code).toBe(1)
  })

  test('a capture that is still being written is no failure', async () => {
    const { code, out, err } = await run([fileOf(capture().slice(0, -5))])
    expect(out).toContain('RELCONF')
    expect(err).toContain('The capture ends in the middle of a packet')
    expect(code).toBe(0)
  })

  test('a capture with TLS alone is a failure, because nothing can be read', async () => {
    const dialogue = new Dialogue().open().say(0, fromHex('16 0301 0005 01 000001 00'))
    const { code, out } = await run([fileOf(pcap(dialogue.packets))])
    expect(out).toContain('TLS: the conversation is encrypted')
    expect(code).toBe(1)
  })

  test('a missing file, a folder and an empty file each have their sentence', async () => {
    const missing = await run([join(tempFolder(), 'nothing.pcap')])
    expect(missing).toMatchObject({ code: 1, out: '' })
    expect(missing.err).toContain('nothing.pcap cannot be read: there is no such file.')
    const folder = join(tempFolder(), 'folder')
    mkdirSync(folder)
    expect((await run([folder])).err).toContain('cannot be read: it is a folder.')
    expect((await run([fileOf(new Uint8Array(0))])).err).toContain('The file is empty (byte 0).')
  })

  test('`| head` is no failure', async () => {
    const dialogue = new Dialogue().open()
    const packets = Array.from(
      { length: 60 },
      (_, index) => sendDialogue([{ ...caller, port: 41_000 + index }, bank]).packets,
    )
    const { err } = await run([fileOf(pcap([...dialogue.packets, ...packets.flat()]))], {
      closeOutput: true,
    })
    expect(err).toBe('')
  })
})
