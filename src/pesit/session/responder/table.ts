// The responder's moves (PeSIT E §4.8, tables 2, 4, 6, 8 and 10). B is the responder. MG02B is ours: the
// segments of a message are being received.

import { dataPhase, ignore, type MoveTable } from '../moves.ts'

const outside: MoveTable = {
  CN01: { 'rcv PRE-CONNECTION': 'CN01', 'rcv CONNECT': 'CN02B' },
  CN02B: { 'snd ACONNECT': 'CN03', 'snd RCONNECT': 'CN01' },
  CN03: {
    'rcv CREATE': 'SF01B',
    'rcv SELECT': 'SF02B',
    'rcv MSG': 'MG04B',
    'rcv MSGDM': 'MG02B',
    'rcv RELEASE': 'CN04B',
  },
  CN04B: { 'snd RELCONF': 'CN01' },
  MG02B: { 'rcv MSGMM': 'MG02B', 'rcv MSGFM': 'MG04B' },
  MG04B: { 'snd ACK(MSG)+': 'CN03', 'snd ACK(MSG)-': 'CN03' },
  SF01B: { 'snd ACK(CREATE)+': 'SF03', 'snd ACK(CREATE)-': 'CN03' },
  SF02B: { 'snd ACK(SELECT)+': 'SF03', 'snd ACK(SELECT)-': 'CN03' },
  SF03: { 'rcv ORF': 'OF01B', 'rcv DESELECT': 'SF04B' },
  SF04B: { 'snd ACK(DESELECT)+': 'CN03', 'snd ACK(DESELECT)-': 'CN03' },
  OF01B: { 'snd ACK(ORF)+': 'OF02', 'snd ACK(ORF)-': 'SF03' },
  OF02: {
    'rcv WRITE': 'TDE01B',
    'rcv READ': 'TDL01B',
    'rcv CRF': 'OF03B',
    'rcv ACK(IDT)': ignore,
    'rcv ACK(RESYN)': ignore,
  },
  OF03B: { 'snd ACK(CRF)+': 'SF03', 'snd ACK(CRF)-': 'SF03' },
  TDE01B: { 'snd ACK(WRITE)+': 'TDE02B', 'snd ACK(WRITE)-': 'OF02' },
  TDL01B: { 'snd ACK(READ)+': 'TDL02B', 'snd ACK(READ)-': 'OF02' },
}

const writing = dataPhase('TDE', 'B', [
  ['rcv DTF', '02 ign ign ign ign - -'],
  ['rcv SYN', '02 ign ign ign ign - -'],
  ['snd ACK(SYN)', '02 - - - - 07 -'],
  ['rcv DTF.END', '07 ign ign ign ign - -'],
  ['rcv TRANS.END', '- ign - ign ign 08 -'],
  ['snd ACK(TRANS.END)+', '- - - - - - OF02'],
  ['snd ACK(TRANS.END)-', '- - - - - - OF02'],
  ['snd RESYN', '03 - - - - 03 03'],
  ['rcv RESYN', '04 04 - ign ign - -'],
  ['rcv ACK(RESYN)', 'ign 02 - ign ign - -'],
  ['snd ACK(RESYN)', '- - 02 - - - -'],
  ['snd IDT', '05 05 05 - - 05 05'],
  ['rcv IDT', '06 06 06 06 - 06 06'],
  ['rcv ACK(IDT)', 'ign - - OF02 OF02 - -'],
  ['snd ACK(IDT)', '- - - - OF02 - -'],
])

const reading = dataPhase('TDL', 'B', [
  ['snd DTF', '02 - - - - - -'],
  ['snd SYN', '02 - - - - - -'],
  ['snd DTF.END', '07 - - - - - -'],
  ['rcv TRANS.END', '- ign - ign - 08 -'],
  ['snd ACK(TRANS.END)+', '- - - - - - OF02'],
  ['snd ACK(TRANS.END)-', '- - - - - - OF02'],
  ['rcv ACK(SYN)', '02 ign ign ign ign 07 ign'],
  ['snd RESYN', '03 - - - - - -'],
  ['rcv RESYN', '04 04 ign ign ign 04 04'],
  ['rcv ACK(RESYN)', 'ign 02 - ign ign - -'],
  ['snd ACK(RESYN)', '- - 02 - - - -'],
  ['snd IDT', '05 05 05 - - 05 05'],
  ['rcv IDT', '06 06 06 06 ign 06 06'],
  ['rcv ACK(IDT)', 'ign - - OF02 - - -'],
  ['snd ACK(IDT)', '- - - - OF02 - -'],
])

export const responderTable: MoveTable = { ...outside, ...writing, ...reading }
