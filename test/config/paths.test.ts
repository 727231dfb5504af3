// Relative paths of a configuration start in the folder of its file.

import { expect, test } from 'vitest'
import { absolute } from '../../src/config/paths.ts'
import type { Config } from '../../src/config/schema/configuration.ts'

const inFile = (name: string) => ({ file: name })
const config = {
  data: 'data',
  listen: {
    tls: { cert: 'l.crt', key: 'l.key', ca: 'l-ca.crt' },
    trace: { file: 'listen.trace' },
  },
  http: { localFolders: ['files', '/absolute'], tls: { cert: 'h.crt', key: 'h.key' } },
  outboxes: [
    { folder: 'out', beside: { folder: 'status' } },
    { folder: '/mnt/out', beside: {} },
  ],
  inboxes: [{ folder: '../in' }],
  banks: [
    {
      name: 'all',
      password: inFile('password'),
      newPassword: inFile('new-password'),
      serverPassword: inFile('server-password'),
      preConnection: { identifier: 'X', password: inFile('pre-password') },
      calls: { password: inFile('call-password') },
      trace: { file: 'bank.trace' },
      tls: { ca: 'ca.crt', cert: 'c.crt', key: 'c.key', passphrase: inFile('phrase') },
    },
    { name: 'none', password: { env: 'PASSWORD' }, tls: {} },
  ],
  webhooks: [
    { url: 'https://a', secret: inFile('secret'), previousSecret: inFile('previous'), ca: 'w.crt' },
    { url: 'https://b', secret: { env: 'SECRET' } },
  ],
} as unknown as Config

test('each path of each part is made absolute, and nothing else is changed', () => {
  const at = (name: string) => ({ file: `/etc/drop/${name}` })
  expect(absolute(config, '/etc/drop')).toEqual({
    data: '/etc/drop/data',
    listen: {
      tls: { cert: '/etc/drop/l.crt', key: '/etc/drop/l.key', ca: '/etc/drop/l-ca.crt' },
      trace: at('listen.trace'),
    },
    http: {
      localFolders: ['/etc/drop/files', '/absolute'],
      tls: { cert: '/etc/drop/h.crt', key: '/etc/drop/h.key' },
    },
    outboxes: [
      { folder: '/etc/drop/out', beside: { folder: '/etc/drop/status' } },
      { folder: '/mnt/out', beside: {} },
    ],
    inboxes: [{ folder: '/etc/in' }],
    banks: [
      {
        name: 'all',
        password: at('password'),
        newPassword: at('new-password'),
        serverPassword: at('server-password'),
        preConnection: { identifier: 'X', password: at('pre-password') },
        calls: { password: at('call-password') },
        trace: at('bank.trace'),
        tls: {
          ...{ ca: '/etc/drop/ca.crt', cert: '/etc/drop/c.crt', key: '/etc/drop/c.key' },
          passphrase: at('phrase'),
        },
      },
      { name: 'none', password: { env: 'PASSWORD' }, tls: {} },
    ],
    webhooks: [
      {
        ...{ url: 'https://a', secret: at('secret'), previousSecret: at('previous') },
        ca: '/etc/drop/w.crt',
      },
      { url: 'https://b', secret: { env: 'SECRET' } },
    ],
  })
})

test('what is not there stays absent', () => {
  const least = { ...config, listen: undefined, http: { localFolders: [] } } as unknown as Config
  expect(absolute(least, '/etc/drop')).toMatchObject({ listen: undefined, http: {} })
  const open = { ...config, listen: { port: 1 } } as unknown as Config
  expect(absolute(open, '/etc/drop').listen).toEqual({ port: 1 })
  const withoutCa = { ...config, listen: { tls: { cert: 'c', key: 'k' } } } as unknown as Config
  expect(absolute(withoutCa, '/x').listen).toEqual({ tls: { cert: '/x/c', key: '/x/k' } })
})
