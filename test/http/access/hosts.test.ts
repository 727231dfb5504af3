// Which Host is ours, and which page.

import { describe, expect, test } from 'vitest'
import { isLoopback, isOurHost, isOurPage } from '../../../src/http/access/hosts.ts'

describe('a host', () => {
  test.each([
    'localhost',
    'localhost:9081',
    'LOCALHOST:9081',
    '127.0.0.1',
    '[::1]:9081',
    'erp.example:1',
  ])('%s is ours', (host) => expect(isOurHost(host, ['erp.example'])).toBe(true))

  test.each([
    undefined,
    '',
    'localhost.evil.example',
    'localhost:9081@evil.example',
    'evil.example',
    'localhost:',
    'localhost:123456',
    '127.0.0.1 ',
    '127.1',
    '[::1',
    'a,localhost',
  ])('%s is not allowed', (host) => expect(isOurHost(host, ['erp.example'])).toBe(false))
})

describe('a page', () => {
  const page = (origin: string | undefined, fetchSite?: string, host = 'localhost:9081') =>
    isOurPage({ host, origin, fetchSite })

  test.each([
    [undefined, undefined],
    ['http://localhost:9081', undefined],
    ['http://localhost:9081', 'same-origin'],
    [undefined, 'none'],
  ])('with the origin %s and the site %s is ours', (origin, site) =>
    expect(page(origin, site)).toBe(true),
  )

  test.each([
    ['http://localhost', undefined],
    ['http://127.0.0.1:9081', undefined],
    ['null', undefined],
    ['', undefined],
    ['file://', undefined],
    [undefined, 'cross-site'],
    [undefined, 'same-site'],
    ['http://localhost:9081', 'cross-site'],
  ])('with the origin %s and the site %s is not', (origin, site) =>
    expect(page(origin, site)).toBe(false),
  )
})

test.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['10.0.0.1', false],
  ['0.0.0.0', false],
  ['::', false],
  ['192.0.2.1', false],
  ['localhost', false],
  [undefined, false],
])('%s is an address of this machine alone: %s', (address, expected) =>
  expect(isLoopback(address)).toBe(expected),
)
