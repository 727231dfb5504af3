// What test/fixtures/pesit/complete.hex means, written by hand: each FPDU with every parameter that it may
// carry.

import type { Fpdu } from '../../../src/pesit/fpdu/fpdu.ts'

const toBank = { dst: 0x61, src: 0 }
const toClient = { dst: 0x01, src: 0 }
const success = { diagnostic: { type: 0, reason: 0 } }
const ends = { requester: 'APPL1', server: 'RECPT2' }

export const complete: readonly Fpdu[] = [
  {
    name: 'ACONNECT',
    dst: 1,
    src: 0x61,
    parameters: {
      accessControl: 'BANKPW01',
      version: 1,
      sync: { intervalKb: 32, window: 2 },
      resync: true,
      freeText: 'WELCOME',
    },
  },
  {
    name: 'RELEASE',
    dst: 0x61,
    src: 1,
    parameters: { diagnostic: { type: 3, reason: 312 }, freeText: 'BYE' },
  },
  { name: 'RELCONF', dst: 1, src: 0x61, parameters: { freeText: 'BYE' } },
  {
    name: 'CREATE',
    ...toBank,
    parameters: {
      file: { ...ends, fileType: 258, fileName: 'V' },
      transferNumber: 100_000,
      restarted: true,
      dataCode: 'ascii',
      priority: 1,
      entityBytes: 32_750,
      logical: {
        articleFormat: 'fixed',
        articleBytes: 1024,
        organisation: 2,
        label: 'LABEL 0.01',
        keyBytes: 258,
        keyOffset: 512,
      },
      physical: { spaceUnit: 'articles', maximumSpace: 100_000 },
      historical: { creationDate: '260930081500', extractionDate: '260930090000' },
      client: '82014001200013',
      finalBank: 'BANK',
      freeText: 'ROUTE 0/01',
    },
  },
  {
    name: 'ACK(CREATE)',
    ...toClient,
    parameters: { ...success, transferNumber: 5, entityBytes: 4096, freeText: 'OK' },
  },
  {
    name: 'SELECT',
    ...toBank,
    parameters: {
      file: { ...ends, fileType: 0, fileName: 'R' },
      transferNumber: 258,
      requestedAttributes: 7,
      restarted: true,
      priority: 2,
      entityBytes: 65_535,
      client: 'A',
      finalBank: 'B',
      freeText: 'HI',
    },
  },
  {
    name: 'ACK(SELECT)',
    ...toClient,
    parameters: {
      ...success,
      file: { ...ends, fileType: 5, fileName: 'R' },
      transferNumber: 9,
      dataCode: 'ascii',
      entityBytes: 1024,
      logical: {
        articleFormat: 'fixed',
        articleBytes: 80,
        organisation: 1,
        label: 'L',
        keyBytes: 12,
        keyOffset: 0,
      },
      physical: { spaceUnit: 'kilobytes', maximumSpace: 1 },
      historical: { creationDate: '260930060000', extractionDate: '260930070000' },
      freeText: 'LAST',
    },
  },
  {
    name: 'DESELECT',
    ...toBank,
    parameters: { diagnostic: { type: 2, reason: 225 }, freeText: 'BYE' },
  },
  {
    name: 'ACK(DESELECT)',
    ...toClient,
    parameters: { diagnostic: { type: 2, reason: 223 }, freeText: 'BYE' },
  },
  {
    name: 'MSG',
    ...toBank,
    parameters: {
      file: { ...ends, fileType: 65_534, fileName: 'M' },
      transferNumber: 1,
      requestedAttributes: 1,
      dataCode: 'ebcdic',
      priority: 0,
      historical: { creationDate: '260930081500' },
      client: 'A',
      finalBank: 'B',
      message: Uint8Array.of(0xc8, 0xc9),
    },
  },
  {
    name: 'MSGDM',
    ...toBank,
    parameters: {
      file: { ...ends, fileType: 65_535, fileName: 'M' },
      transferNumber: 1,
      requestedAttributes: 1,
      dataCode: 'ascii',
      priority: 1,
      historical: { creationDate: '260930081500' },
      client: 'A',
      finalBank: 'B',
      message: Uint8Array.of(0x48),
    },
  },
  { name: 'ABORT', dst: 0x61, src: 1, parameters: { diagnostic: { type: 3, reason: 317 } } },
  {
    name: 'MSGMM',
    ...toBank,
    parameters: { message: Uint8Array.from({ length: 256 }, (_, byte) => byte) },
  },
]
