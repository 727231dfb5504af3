// Which methods a path takes.

import { describe, expect, test } from 'vitest'
import { createMethodTable } from '../../src/http/methods.ts'

const table = createMethodTable()
table.add('GET', '/api/transfers')
table.add('HEAD', '/api/transfers')
table.add('POST', '/api/transfers/send')
table.add('GET', '/api/transfers/stats')
table.add('GET', '/api/transfers/:id')
table.add('POST', '/api/transfers/:id/retry')

describe('the methods of a path', () => {
  test.each([
    ['/api/transfers', ['GET', 'HEAD']],
    ['/api/transfers/?limit=1', ['GET', 'HEAD']],
    ['/api/transfers/send', ['POST']],
    ['/api/transfers/0193-id', ['GET']],
    ['/api/transfers/0193-id/retry', ['POST']],
    ['/api/transfers/0193-id/nothing', []],
    ['/api', []],
    ['/', []],
  ])('%s', (path, expected) => {
    expect(table.methodsOf(path)).toEqual(expected)
  })
})
