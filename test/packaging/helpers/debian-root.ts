// A bare Debian in a folder, in which packages are installed and run by chroot. It has no systemd: a stand-in
// for `systemctl` starts and stops what the unit says, as the unit's user, and records what it was asked.

import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { present } from '../../../src/lib/assert.ts'

export interface Said {
  readonly code: number
  /** Both streams. */
  readonly text: string
}

export interface DebianRoot {
  readonly path: string
  /** A shell command inside. `offline`: without any network. */
  run(command: string, options?: { readonly offline?: boolean }): Said
  /** A program that goes on until the root is removed, or `stop` is called. */
  start(command: string): { readonly stop: () => Promise<void> }
  /** Puts a package into `/root` and returns its name there. */
  bring(deb: string): string
  /** What `systemctl` was asked since the last call. */
  askedOfSystemd(): readonly string[]
  remove(): Promise<void>
}

/** Why this machine cannot make one; null: it can. A machine without the archive of Debian cannot. */
export function whyNoRoot(): string | null {
  if (process.getuid?.() !== 0) return 'needs root'
  const has = (command: string, args: readonly string[]) => spawnSync(command, args).status === 0
  if (!has('unshare', ['--mount', '--net', 'true'])) return 'needs mount and net namespaces'
  if (process.env['PESIT_DROP_DEBIAN'] !== undefined) return null
  if (!has('mmdebstrap', ['--version'])) return 'needs mmdebstrap'
  return fetchDebian() === null ? 'needs the archive of Debian' : null
}

/** `PESIT_DROP_DEBIAN` names a tar of a bare Debian; without it, mmdebstrap fetches one. */
export function makeRoot(): DebianRoot {
  const folder = mkdtempSync(join(tmpdir(), 'pesit-drop-debian-'))
  const path = join(folder, 'root')
  mkdirSync(path)
  chmodSync(folder, 0o755)
  const tar = present(process.env['PESIT_DROP_DEBIAN'] ?? fetchDebian(), 'a bare Debian')
  execFileSync('tar', ['-xf', tar, '-C', path, '--exclude=./dev/*'])
  mkdirSync(join(path, 'run/systemd/system'), { recursive: true })
  writeFileSync(join(path, 'usr/local/bin/systemctl'), systemctl)
  chmodSync(join(path, 'usr/local/bin/systemctl'), 0o755)
  return rootAt(folder, path)
}

let fetched: string | null | undefined

/** The tar of a bare Debian, fetched once; null: it cannot be fetched. */
function fetchDebian(): string | null {
  if (fetched !== undefined) return fetched
  const folder = mkdtempSync(join(tmpdir(), 'pesit-drop-debian-tar-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const tar = join(folder, 'debian.tar')
  const wanted = '--include=adduser,systemd-standalone-sysusers,libstdc++6'
  const made = spawnSync('mmdebstrap', ['--quiet', '--variant=apt', wanted, 'bookworm', tar])
  fetched = made.status === 0 ? tar : null
  return fetched
}

/** Runs `$1` in the root `$0`, which has /proc and /dev for as long as the command runs. */
const enter = `mount --rbind /dev "$0/dev" && mount -t proc proc "$0/proc" && exec chroot "$0" /usr/bin/env -i PATH=/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive /bin/sh -c "$1"`

function rootAt(folder: string, path: string): DebianRoot {
  const started: ReturnType<typeof stopper>[] = []
  const log = join(path, 'var/log/systemctl.log')
  const run: DebianRoot['run'] = (command, { offline = false } = {}) => {
    const spaces = offline ? ['--mount', '--net'] : ['--mount']
    const output = join(folder, 'output')
    // Not a pipe: what goes on in the background would keep it open.
    const { status } = spawnSync(
      'sh',
      [
        '-c',
        'exec "$@" >"$0" 2>&1',
        output,
        'unshare',
        ...spaces,
        'sh',
        '-c',
        enter,
        path,
        command,
      ],
      { stdio: 'ignore', cwd: '/' },
    )
    return { code: status ?? -1, text: readFileSync(output, 'utf8') }
  }
  return {
    path,
    run,
    start: (command) => {
      const child = spawn('unshare', ['--mount', 'sh', '-c', enter, path, `exec ${command}`], {
        stdio: 'ignore',
        cwd: '/',
      })
      const one = stopper(child)
      started.push(one)
      return one
    },
    bring: (deb) => {
      cpSync(deb, join(path, 'root', basename(deb)))
      return `/root/${basename(deb)}`
    },
    askedOfSystemd: () => {
      const asked = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []
      rmSync(log, { force: true })
      return asked
    },
    remove: async () => {
      run('systemctl stop pesit-drop.service')
      for (const one of started) await one.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function stopper(child: ReturnType<typeof spawn>) {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

const systemctl = `#!/bin/sh
# Stands in for systemctl: one unit, started as its unit file says.
unit=/usr/lib/systemd/system/pesit-drop.service
pid=/run/stand-in.pid
enabled=/run/stand-in.enabled
echo "$*" >>/var/log/systemctl.log
now=no
verb=
for word; do
  case "$word" in
    --now) now=yes ;;
    -*) ;;
    *) verb=\${verb:-$word} ;;
  esac
done
running() { [ -e "$pid" ] && [ -d "/proc/$(cat "$pid")" ]; }
start() {
  running && return 0
  command=$(sed -n 's/^ExecStart=//p' "$unit")
  mkdir -p /run/pesit-drop && chown pesit-drop: /run/pesit-drop
  RUNTIME_DIRECTORY=/run/pesit-drop setsid setpriv --reuid pesit-drop --regid pesit-drop --init-groups $command \\
    </dev/null >/var/log/pesit-drop.log 2>&1 &
  echo $! >"$pid"
  # Type=notify: a start is over when the service is ready.
  until grep -q Running /var/log/pesit-drop.log; do running || return 1; sleep 0.1; done
}
stop() {
  running || return 0
  kill "$(cat "$pid")"
  while running; do sleep 0.1; done
  rm -f "$pid"
}
case "$verb" in
  start) start ;;
  stop) stop ;;
  restart) stop; start ;;
  is-active) running ;;
  enable) touch "$enabled"; [ $now = no ] || start ;;
  is-enabled) if [ -e "$enabled" ]; then echo enabled; else echo disabled; exit 1; fi ;;
esac
`
