// The Debian package in a bare Debian, from the first installation to the purge. The tests are one story, in
// this order: each one begins where the one before it ended.

import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { painOf } from '../helpers/pain.ts'
import { type DebianRoot, makeRoot, whyNoRoot } from './helpers/debian-root.ts'
import { repack } from './helpers/repack.ts'

const deb = inject('deb')
const why = deb === null ? 'needs dpkg-deb' : whyNoRoot()
const outbox = 'srv/echanges/sortie/VIREMENTS'
const inbox = 'srv/echanges/entree/RELEVES'
const fiveMinutesMs = 5 * 60_000
const patiently = { timeout: 180_000, interval: 500 }

let folder: string
let debian: DebianRoot
let before: string
let older: string
let port: number
let bank: ReturnType<DebianRoot['start']> | null = null

/** Nobody listens there. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
    })
  })
}

/** The commands of the page, in order; the port is a free one, since the machine may use the usual one. */
function commandsOfPage(): readonly string[] {
  const page = readFileSync('docs/install.md', 'utf8')
  return [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text = '']) =>
    text
      .replaceAll('6502', String(port))
      .replace('sandbox --folder', `sandbox --port ${port} --folder`),
  )
}

function right(command: string, options?: { offline: boolean }): string {
  const { code, text } = debian.run(command, options)
  expect(code, `${command}\n${text}`).toBe(0)
  return text
}

const hashOf = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')

/** Hashes of what the bank has taken, in no order. */
function takenByBank(): readonly string[] {
  const folder = join(debian.path, 'var/tmp/sandbox')
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /received|VIREMENTS/.test(entry.parentPath))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
    .filter((bytes) => bytes.includes('CstmrCdtTrfInitn'))
    .map(hashOf)
}

const statements = () =>
  readdirSync(join(debian.path, inbox)).filter((name) => !name.startsWith('.'))
const running = () => debian.run('systemctl is-active pesit-drop').code === 0
const countOf = (states: string) =>
  (JSON.parse(right(`pesit-drop list --json --limit 10000 --state ${states}`)) as unknown[]).length

describe.skipIf(why !== null)(
  `the Debian package${why === null ? '' : ` (skipped: ${why})`}`,
  () => {
    beforeAll(async () => {
      port = await freePort()
      folder = mkdtempSync(join(tmpdir(), 'pesit-drop-repacked-'))
      before = repack(deb ?? '', folder, { version: '0.0.9' })
      older = repack(deb ?? '', folder, { version: '0.0.8', schemaBy: -1 })
      debian = makeRoot()
    })
    afterAll(async () => {
      await bank?.stop()
      await debian.remove()
      rmSync(folder, { recursive: true, force: true })
    })

    test('it installs without a network, starts nothing, and says what to do next', () => {
      const said = right(`dpkg -i ${debian.bring(before)}`, { offline: true })
      expect(said).toContain('pesit-drop check-config')
      expect(said).toContain('systemctl enable --now pesit-drop')
      expect(debian.askedOfSystemd().filter((one) => /start|enable/.test(one))).toEqual([])
      expect(right('pesit-drop --version').trim()).toBe('0.0.9')
      const modes = 'stat -c "%a %U:%G %n" /etc/pesit-drop/secrets /var/lib/pesit-drop'
      expect(right(modes).trim().split('\n')).toEqual([
        '750 root:pesit-drop /etc/pesit-drop/secrets',
        '750 pesit-drop:pesit-drop /var/lib/pesit-drop',
      ])
    })

    test('where there is no systemd-sysusers, adduser makes the user', () => {
      right('dpkg --purge pesit-drop && deluser --quiet pesit-drop')
      const hidden = join(debian.path, 'usr/bin/systemd-sysusers')
      renameSync(hidden, `${hidden}.hidden`)
      right(`dpkg -i --force-depends /root/${basename(before)}`, { offline: true })
      renameSync(`${hidden}.hidden`, hidden)
      expect(right('id pesit-drop')).toContain('(pesit-drop)')
      right('dpkg --purge pesit-drop')
    })

    test('the commands of docs/install.md lead to a first file and a statement in five minutes', async () => {
      const beganMs = Date.now()
      const commands = commandsOfPage()
      expect(commands.length).toBeGreaterThan(5)
      for (const command of commands) {
        // What the page leaves in the background must end with this test: it is started on its own.
        const [sandbox] = /^pesit-drop sandbox .*(?= > )/m.exec(command) ?? []
        if (sandbox !== undefined) bank = debian.start(sandbox)
        const rest = command.replace(/^pesit-drop sandbox .*\n/m, '')
        right(`cd /root && ${rest}`.replaceAll('./pesit-drop_*.deb', `./${basename(before)}`))
      }
      const file = readFileSync('samples/outbox/VIREMENTS/fournisseurs-2027-03.xml')
      await vi.waitFor(() => expect(takenByBank()).toEqual([hashOf(file)]), patiently)
      await vi.waitFor(() => expect(statements().length).toBe(1), patiently)
      expect(Date.now() - beganMs).toBeLessThan(fiveMinutesMs)
    })

    test('an upgrade with 1,000 files waiting loses none and sends none twice', async () => {
      await bank?.stop()
      const files = Array.from({ length: 1000 }, (_, at) =>
        painOf({ messageId: `UPGRADE-${at}`, amounts: [`${at + 1}.00`] }),
      )
      const earlier = takenByBank()
      const staging = join(debian.path, 'srv/echanges/staging')
      mkdirSync(staging)
      for (const [at, text] of files.entries()) {
        writeFileSync(join(staging, `${at}.xml`), text)
        renameSync(join(staging, `${at}.xml`), join(debian.path, outbox, `${at}.xml`))
      }
      right('chown -R pesit-drop: /srv/echanges/sortie')
      await vi.waitUntil(() => countOf('queued waiting') > 100, patiently)
      debian.askedOfSystemd()
      right(`dpkg -i ${debian.bring(deb ?? '')}`)
      const asked = debian.askedOfSystemd().filter((one) => /\b(start|stop)\b/.test(one))
      expect(asked).toEqual(['stop pesit-drop.service', 'start pesit-drop.service'])
      expect(running()).toBe(true)
      bank = debian.start(
        `pesit-drop sandbox --port ${port} --folder /var/tmp/sandbox --partner MON_ENTREPRISE:SECRET01`,
      )
      const wanted = [...earlier, ...files.map(hashOf)].sort()
      await vi.waitFor(() => expect(takenByBank().length).toBe(wanted.length), patiently)
      await vi.waitUntil(() => countOf('sent archived') >= wanted.length, patiently)
      expect([...takenByBank()].sort()).toEqual(wanted)
    })

    test('a package older than the ledger is refused, names the ways back, and changes nothing', () => {
      const { code, text } = debian.run(`dpkg -i ${debian.bring(older)}`)
      expect(code).not.toBe(0)
      expect(text).toContain('A ledger never goes back: nothing was installed.')
      expect(text).toContain('data-folder.md')
      expect(right("dpkg-query -f '${Version} ${Status}' -W pesit-drop")).toBe(
        `${versionOf()} install ok installed`,
      )
      expect(running()).toBe(true)
      right('pesit-drop --version')
    })

    test('a removal stops the service and keeps configuration and data', () => {
      right('dpkg --remove pesit-drop')
      expect(running()).toBe(false)
      for (const path of ['etc/pesit-drop/config.yaml', 'etc/pesit-drop/secrets/sandbox'])
        expect(existsSync(join(debian.path, path))).toBe(true)
      expect(existsSync(join(debian.path, 'var/lib/pesit-drop/ledger.db'))).toBe(true)
      expect(existsSync(join(debian.path, 'usr/lib/pesit-drop'))).toBe(false)
    })

    test('a purge keeps the data and says so', () => {
      const said = right('dpkg --purge pesit-drop')
      expect(said).toContain('Kept: /var/lib/pesit-drop')
      expect(existsSync(join(debian.path, 'var/lib/pesit-drop/ledger.db'))).toBe(true)
      expect(existsSync(join(debian.path, 'etc/pesit-drop/secrets/sandbox'))).toBe(true)
      expect(existsSync(join(debian.path, 'etc/pesit-drop/config.yaml'))).toBe(false)
    })

    test('a purge removes the data when purge-data asks for it, but no shared folder', () => {
      right(`dpkg -i /root/${basename(deb ?? '')}`)
      right('touch /etc/pesit-drop/purge-data && dpkg --purge pesit-drop')
      for (const path of ['var/lib/pesit-drop', 'etc/pesit-drop', 'usr/lib/pesit-drop'])
        expect(existsSync(join(debian.path, path)), path).toBe(false)
      expect(existsSync(join(debian.path, outbox))).toBe(true)
    })
  },
)

function versionOf(): string {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  return version
}
