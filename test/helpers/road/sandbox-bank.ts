// The sandbox bank that tests talk with, on loopback, and a proxy before it that counts bytes and cuts
// connections.

import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { silentLog } from '../../../src/lib/log.ts'
import { createMisbehaviour, parseRule } from '../../../src/sandbox/misbehaviour.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start.ts'
import { type Proxy, startProxy } from '../proxy.ts'
import { sandboxOptions, type SandboxChanges } from './sandbox-options.ts'

export interface SandboxBank {
  readonly bank: Sandbox
  readonly proxy: Proxy
  /** Returns the rule: `times` says how often it still applies. */
  misbehave(rule: string): { readonly times: number }
  /** The bank behaves well again. */
  behave(): void
  stop(): Promise<void>
}

/** `port`: what the proxy leads to instead of the bank. `useTls`: to the port of the bank that speaks TLS. */
export async function openSandboxBank(
  folder: string,
  changes: SandboxChanges = {},
  { port, useTls = false }: { readonly port?: number; readonly useTls?: boolean } = {},
): Promise<SandboxBank> {
  const misbehaviour = createMisbehaviour()
  const options = sandboxOptions(join(folder, 'bank'), changes)
  const bank = await startSandbox({ ...options, misbehaviour, log: silentLog })
  const proxy = await startProxy(port ?? (useTls ? (bank.tlsPort ?? 0) : bank.port))
  const stop = async () => {
    await proxy.stop()
    await bank.stop()
  }
  onTestFinished(stop)
  return {
    bank,
    proxy,
    misbehave(text) {
      const rule = parseRule(text)
      if (rule === null) throw new Error(`${text} is not a rule of misbehaviour`)
      misbehaviour.add(rule)
      return rule
    },
    behave: () => misbehaviour.clear(),
    stop,
  }
}
